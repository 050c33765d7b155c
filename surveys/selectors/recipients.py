"""Who will get a survey, who will not, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from consents.selectors import find_purpose, reach_steps, use_gate
from consents.selectors.reach import REASONS, STEPS
from profiles.models import Customer, CustomerMetric, Protection
from segments.models import Membership, Segment
from surveys.choices import InvitationKind
from surveys.models import Invitation, Survey, SurveyQuestion
from surveys.selectors.gaps import gap_slugs

# The purpose that asking somebody to answer a survey serves; being asked is contact, whatever the answers are for.
ASKING = "customer_surveys"
COUNT_MILLISECONDS = 3_000


@dataclass(frozen=True, slots=True)
class RecipientStep:
    """One step on the way from the segment to those who get it; each narrows the one before."""

    key: str
    label: str
    customers: QuerySet[Customer]


@dataclass(frozen=True, slots=True)
class CountedStep:
    """A step with its number, and how many fell away on it; None where counting took too long."""

    key: str
    label: str
    count: int | None
    lost: int | None

    @property
    def is_stair(self) -> bool:
        """Say whether the staircase of the segment lists these people and those who fell."""
        return self.key in STEPS

    @property
    def why(self) -> str:
        """Why people fall away here, where the label alone does not tell."""
        return str(REASONS.get(self.key, "")) if self.lost else ""


def recipient_steps(
    *, survey: Survey, segment: Segment, channel: str, as_links: bool, now: datetime
) -> list[RecipientStep]:
    """Return the steps; the last one's customers get the survey.

    By mail it is the staircase of law 5 for customer surveys. A file of links contacts nobody by itself, so it leaves
    out those alone whose data may not be used: restricted or protected people. Nobody is invited twice.
    """
    members = Customer.objects.filter(
        Exists(Membership.objects.filter(segment=segment, customer=OuterRef("pk")))
    )
    steps = _link_steps(members) if as_links else _mail_steps(members, channel, now)
    steps += _use_steps(steps[-1].customers, survey, now)
    askable = steps[-1].customers.filter(_has_something_to_answer(survey))
    steps.append(RecipientStep("askable", step_labels()["askable"], askable))
    invited = Invitation.objects.filter(
        survey=survey, customer=OuterRef("pk"), kind=InvitationKind.SURVEY
    )
    fresh = askable.filter(~Exists(invited))
    steps.append(RecipientStep("fresh", step_labels()["fresh"], fresh))
    return steps


def linkable(
    customers: QuerySet[Customer], survey: Survey, now: datetime
) -> tuple[QuerySet[Customer], QuerySet[Customer], QuerySet[Customer]]:
    """Return those who may be given a link at all, of them those who did not object, and whose form is not empty."""
    usable = _link_steps(customers)[-1]
    willing = [usable, *_use_steps(usable.customers, survey, now)][-1]
    return (
        usable.customers,
        willing.customers,
        willing.customers.filter(_has_something_to_answer(survey)),
    )


def step_labels() -> dict[str, str]:
    """Return the label of every step by its key, for numbers that were stored."""
    return {
        **{key: str(label) for key, label in STEPS.items()},
        "usable": _("Not protected, deceased or restricted"),
        "willing": _("Have not said no to what the answers are for"),
        "askable": _("There is something to ask them"),
        "fresh": _("Have not been invited to this survey yet"),
    }


def counted_steps(steps: list[RecipientStep]) -> list[CountedStep]:
    """Count the steps in a box of three seconds each: a preview that says "about" (law 8)."""
    counted: list[CountedStep] = []
    before: int | None = None
    for step in steps:
        count = count_in_time(step.customers)
        lost = before - count if before is not None and count is not None else None
        counted.append(CountedStep(step.key, step.label, count, lost))
        before = count
    return counted


def count_in_time(customers: QuerySet[Any]) -> int | None:
    """Return the number, or None where the database needs longer than the box."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {COUNT_MILLISECONDS:d}")
            found = customers.order_by().count()
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")  # the request's other queries
        return found  # noqa: TRY300 - nothing but the count can fail
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":  # query_canceled
            raise
        return None


def _mail_steps(members: QuerySet[Customer], channel: str, now: datetime) -> list[RecipientStep]:
    stairs = reach_steps(members, purpose=ASKING, channel=channel, now=now)
    return [RecipientStep(step.key, step.label, step.customers) for step in stairs]


def _link_steps(members: QuerySet[Customer]) -> list[RecipientStep]:
    shielded = Protection.objects.filter(customer=OuterRef("pk"), lifted_at__isnull=True)
    usable = members.filter(~Exists(shielded), restricted_at__isnull=True)
    return [
        RecipientStep("members", step_labels()["members"], members),
        RecipientStep("usable", step_labels()["usable"], usable),
    ]


def _use_steps(customers: QuerySet[Customer], survey: Survey, now: datetime) -> list[RecipientStep]:
    """Leave out who objected to the use of data that the answers are for."""
    condition = is_willing(survey, now)
    if not condition:
        return []
    return [RecipientStep("willing", step_labels()["willing"], customers.filter(condition))]


def is_willing(survey: Survey, now: datetime) -> Q:
    """Return the condition that a customer did not object to what the answers are for; a missing yes may be asked."""
    purpose = find_purpose(survey.purpose.slug)
    gate = use_gate(purpose) if purpose else None
    return gate.is_open(now) if gate else Q()


def _has_something_to_answer(survey: Survey) -> Q:
    """Return the condition that the form would not be empty: a gap it fills, a question of its own, or a consent."""
    own = SurveyQuestion.objects.filter(survey=survey, question__attribute=None)
    if own.exists() or survey.consents.exists():
        return Q()
    slugs = gap_slugs(survey)
    metric = CustomerMetric.objects.filter(customer=OuterRef("pk"))
    return Q(Exists(metric.filter(Q(missing__overlap=slugs) | Q(stale__overlap=slugs))))
