"""Privacy requests, as the officer's list, the start page, the customer card and the person read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from consents.choices import IDENTIFIED, RequestRight
from consents.models import SubjectRequest
from consents.models.request import SOON, SubjectRequestQuerySet
from profiles.models import Customer, RetiredId, Steward

# What a person may ask for on their own page.
ASKABLE = (RequestRight.ACCESS, RequestRight.RECTIFICATION, RequestRight.ERASURE)
_ANSWERER = "consents.change_subjectrequest"
_PASSWORDS = "django.contrib.auth.backends.ModelBackend"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RequestsStanding:
    """How many requests wait, how many of them urgently, and the nearest last day."""

    open: int
    soon: int
    overdue: int
    nearest: date | None


@dataclass(frozen=True, slots=True)
class AskedThing:
    """What the person sees of their own request: never a note, a reason or a name of ours."""

    right: str
    asked_on: date
    answer_by: date
    is_extended: bool
    answered_on: date | None


def requests() -> SubjectRequestQuerySet:
    """Return every request with its people; an erased customer is nobody."""
    return SubjectRequest.objects.select_related("customer", "handler")


def most_urgent_first(found: SubjectRequestQuerySet) -> SubjectRequestQuerySet:
    """Return the open ones by their last day, then the closed ones, newest first."""
    return found.order_by(F("closed_at").desc(nulls_first=True), "deadline", "pk")


def requests_standing(today: date) -> RequestsStanding:
    """Return how things stand: one query over what is open."""
    found = SubjectRequest.objects.open().aggregate(
        open=Count("pk"),
        soon=Count("pk", filter=Q(deadline__range=(today, today + SOON))),
        overdue=Count("pk", filter=Q(deadline__lt=today)),
        nearest=Min("deadline"),
    )
    return RequestsStanding(**found)


def requests_of(customer: Customer) -> SubjectRequestQuerySet:
    """Return a customer's requests, those made under an id that was merged into it too."""
    merged = RetiredId.objects.filter(customer=customer).values("pk")
    mine = requests().filter(Q(customer=customer) | Q(customer__in=merged))
    return most_urgent_first(mine)


def asked_by(customer: Customer) -> Sequence[AskedThing]:
    """Return what the person asked, newest first; what somebody else may have asked in their name is left out."""
    sure = requests_of(customer).filter(identity__in=IDENTIFIED)
    return [
        AskedThing(
            right=row.right,
            asked_on=timezone.localdate(row.received_at),
            answer_by=row.deadline,
            is_extended=row.extended_to is not None,
            answered_on=timezone.localdate(row.closed_at) if row.closed_at else None,
        )
        for row in sure.order_by("-received_at", "-pk")[:_SHOWN]
    ]


def possible_handlers() -> Sequence[Steward]:
    """Return the colleagues who may answer requests, by name."""
    found = Steward.objects.with_perm(_ANSWERER, backend=_PASSWORDS, include_superusers=True)
    return list(found.filter(is_active=True).order_by("first_name", "last_name", "pk"))


def is_late(request: SubjectRequest, now: datetime) -> bool:
    """Say whether the answer comes, or came, after its last day; a refusal has one month whatever was extended."""
    ended_on = timezone.localdate(request.closed_at or now)
    is_refusal = request.outcome == "refused"
    return bool(ended_on > (request.due_on if is_refusal else request.deadline))


def days_left(request: SubjectRequest, now: datetime) -> int:
    """Return how many days are left, the last one not counted; below zero it is late."""
    return int((request.deadline - timezone.localdate(now)).days)
