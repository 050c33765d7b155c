"""Privacy requests: registered, worked on, answered; each step is written down with who took it.

A step that says what holds already changes nothing, so a double click is one step. Each step locks its request first:
of two colleagues who close it differently, the second is told what the first did.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.choices import (
    IdentityState,
    Method,
    RequestChannel,
    RequestOutcome,
    RequestRight,
    RequestStep,
)
from consents.models import RequestChange, SubjectRequest
from consents.request_clock import EXTENDED, WITHOUT_REASON, answer_by
from consents.selectors.purposes import marketing_roots
from consents.services.decisions import say_no_to_all_marketing
from profiles.models import Customer
from profiles.registry import customers_changed
from profiles.selectors import get_company

YEARS_KEPT = 3
_AS_TOLD = ("right", "channel", "customer", "asker_name", "asker_contact", "identity", "notes")


class RequestError(DomainError):
    """A step that this request does not allow; `field` names what is wrong in the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for, and where to answer; a person who is no customer has a name instead."""

    right: str
    channel: str
    received_on: date
    customer: Customer | None = None
    asker_name: str = ""
    asker_contact: str = ""
    identity: str = IdentityState.NOT_ASKED
    notes: str = ""


@transaction.atomic
def register_request(
    *, asked: Asked, actor: Actor, now: datetime, form_key: UUID | None = None
) -> SubjectRequest:
    """Register a request, or return the one that the same form has registered already."""
    _check_asked(asked, timezone.localdate(now))
    told = {name: getattr(asked, name) for name in _AS_TOLD}
    values = {
        **told,
        "received_at": _moment(asked.received_on, now),
        "due_on": _last_day(asked.received_on, WITHOUT_REASON),
    }
    if form_key is None:
        row, is_new = SubjectRequest.objects.create(**values), True
    else:
        row, is_new = SubjectRequest.objects.get_or_create(form_key=form_key, defaults=values)
    if is_new:
        _note(row, RequestStep.REGISTERED, {}, actor=actor, now=now)
    return row


@transaction.atomic
def ask_through_link(
    *, customer: Customer, right: str, words: str, actor: Actor, now: datetime
) -> SubjectRequest:
    """Register what a person asks behind their personal link; while it waits, asking again adds nothing."""
    today = timezone.localdate(now)
    row, is_new = SubjectRequest.objects.get_or_create(
        customer=customer,
        right=right,
        channel=RequestChannel.MY_CHOICES,
        closed_at=None,
        defaults={
            "received_at": now,
            "due_on": _last_day(today, WITHOUT_REASON),
            "identity": IdentityState.LINK,
            "notes": words.strip(),
        },
    )
    if is_new:
        _note(row, RequestStep.REGISTERED, {}, actor=actor, now=now)
    return row


@transaction.atomic
def correct_request(*, pk: int, values: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Change what was written down: who handles it, notes, where to answer, what is asked, when it came."""
    row = _open(pk)
    if row.customer_id is None and not values.get("asker_name", row.asker_name).strip():
        raise RequestError(_("Write who asks."), "asker_name")
    received_on = values.pop("received_on", None)
    if received_on and received_on != timezone.localdate(row.received_at):
        if row.extended_to:
            raise RequestError(_("More time was counted from this day already."), "received_on")
        if received_on > timezone.localdate(now):
            raise RequestError(_("This day is still to come."), "received_on")
        values["received_at"] = _moment(received_on, now)
        values["due_on"] = _last_day(received_on, WITHOUT_REASON)
    _change(row, RequestStep.CORRECTED, values, actor=actor, now=now)


@transaction.atomic
def identify_request(*, pk: int, identity: str, how: str, actor: Actor, now: datetime) -> None:
    """Write down whether the asker is the person; a confirmed identity says how."""
    if identity == IdentityState.CONFIRMED and not how.strip():
        raise RequestError(_("Say how you made sure."), "how")
    _change(_open(pk), RequestStep.IDENTITY, {"identity": identity}, actor=actor, now=now, note=how)


@transaction.atomic
def link_request(*, pk: int, customer: Customer, actor: Actor, now: datetime) -> None:
    """Say which customer asks."""
    _change(_open(pk), RequestStep.CUSTOMER, {"customer": customer}, actor=actor, now=now)


@transaction.atomic
def extend_request(*, pk: int, reason: str, told_on: date, actor: Actor, now: datetime) -> None:
    """Take two more months: only inside month one, for a reason that was sent inside month one (article 12(3))."""
    row = _open(pk)
    if row.extended_to:
        if (row.extension_reason, row.extension_told_on) == (reason, told_on):
            return
        raise RequestError(_("More time has been taken already, and it can be taken once."))
    today, received_on = timezone.localdate(now), timezone.localdate(row.received_at)
    if today > row.due_on:
        raise RequestError(
            _("The month is over: more time had to be taken, and the person told, before it ended.")
        )
    if not received_on <= told_on <= today:
        raise RequestError(
            _("The day must lie between the day it was received and today."), "told_on"
        )
    values = {
        "extended_to": _last_day(received_on, EXTENDED),
        "extension_reason": reason,
        "extension_told_on": told_on,
    }
    _change(row, RequestStep.EXTENDED, values, actor=actor, now=now)


def close_request(
    *, pk: int, outcome: str, actor: Actor, now: datetime, fee: Decimal | None = None
) -> None:
    """Close a request that was answered; what gives or changes data needs a known identity."""
    if outcome == RequestOutcome.REFUSED:
        raise RequestError(_("A refusal needs its reason."), "outcome")
    _close(pk, RequestStep.CLOSED, {"outcome": outcome, "fee": fee}, actor=actor, now=now)


def refuse_request(*, pk: int, reason: str, is_told: bool, actor: Actor, now: datetime) -> None:
    """Close a request that is refused: the person was told why, and where to complain (article 12(4))."""
    if not reason.strip():
        raise RequestError(_("A refusal needs its reason."), "reason")
    if not is_told:
        raise RequestError(_("Tell the person first where they may complain."), "is_told")
    values = {
        "outcome": RequestOutcome.REFUSED,
        "refusal_reason": reason,
        "told_of_remedies": True,
    }
    _close(pk, RequestStep.REFUSED, values, actor=actor, now=now)


@transaction.atomic
def reopen_request(*, pk: int, reason: str, actor: Actor, now: datetime) -> None:
    """Open a request again that was closed by mistake; its days run from when it came."""
    row = _locked(pk)
    if row.is_open:
        return
    values = {
        "closed_at": None,
        "outcome": "",
        "refusal_reason": "",
        "told_of_remedies": False,
        "fee": None,
        "keep_until": None,
    }
    _change(row, RequestStep.REOPENED, values, actor=actor, now=now, note=reason)


@transaction.atomic
def record_objection(*, pk: int, actor: Actor, now: datetime) -> None:
    """Record the asker's no to everything that is marketing (article 21(2)), once."""
    row = _open(pk)
    if row.changes.filter(step=RequestStep.OBJECTED).exists():
        return
    if row.customer is None:
        raise RequestError(_("Find the customer first."))
    for purpose in marketing_roots():
        say_no_to_all_marketing(
            customer_uid=row.customer.pk,
            purpose=purpose,
            method=Method.STEWARD,
            actor=actor,
            now=now,
        )
    customers_changed([row.customer.pk], now)
    _note(row, RequestStep.OBJECTED, {}, actor=actor, now=now)


@transaction.atomic
def forget_old_requests(*, now: datetime) -> int:
    """Delete the requests whose time is over, with their steps; return how many."""
    old = SubjectRequest.objects.filter(keep_until__lt=timezone.localdate(now))
    count = old.count()
    old.delete()
    return count


@transaction.atomic
def _close(
    pk: int, step: RequestStep, values: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    row = _locked(pk)
    outcome = values["outcome"]
    if not row.is_open:
        if row.outcome == outcome:
            return
        raise RequestError(
            _("This request was closed meanwhile: %(outcome)s.")
            % {"outcome": row.get_outcome_display()}
        )
    if outcome in {RequestOutcome.DONE, RequestOutcome.PARTLY} and row.needs_proof:
        raise RequestError(_("First make sure that the asker is this person."), "outcome")
    today = timezone.localdate(now)
    values |= {"closed_at": now, "keep_until": _years_later(today)}
    _change(row, step, values, actor=actor, now=now)


def _check_asked(asked: Asked, today: date) -> None:
    if asked.customer is None and not asked.asker_name.strip():
        raise RequestError(_("Write who asks."), "asker_name")
    if asked.received_on > today:
        raise RequestError(_("This day is still to come."), "received_on")
    if asked.right not in RequestRight.values:
        raise RequestError(_("Choose what the person asks for."), "right")


def _locked(pk: int) -> SubjectRequest:
    rows = SubjectRequest.objects.select_related("customer", "handler")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _open(pk: int) -> SubjectRequest:
    row = _locked(pk)
    if not row.is_open:
        raise RequestError(_("This request is closed. Open it again first."))
    return row


def _change(
    row: SubjectRequest,
    step: RequestStep,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Keep the values that differ, and write the step down with what stood before and after."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)] for name, value in differing.items()
    }
    for name, value in differing.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(differing))
    except IntegrityError as clash:
        raise RequestError(
            _("The person has asked the same again meanwhile: go on with that request.")
        ) from clash
    _note(row, step, changes, actor=actor, now=now, note=note.strip())


def _note(
    row: SubjectRequest,
    step: RequestStep,
    changes: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    RequestChange.objects.create(
        request=row, step=step, changes=changes, at=now, note=note, **actor_columns(actor)
    )


def _plain(value: Any) -> Any:
    """Return a value as the history keeps it: a customer as an id alone, so that erasing stays possible."""
    if isinstance(value, Customer):
        return str(value.pk)
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    return value if value is None or isinstance(value, (bool, str)) else str(value)


def _last_day(received_on: date, months: int) -> date:
    return answer_by(received_on, months=months, country=get_company().default_country)


def _moment(day: date, now: datetime) -> datetime:
    """Return now for today, else noon of the day: nobody knows the hour any more."""
    if day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


def _years_later(day: date) -> date:
    """Return the same day in three years; of 29 February the day before."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + YEARS_KEPT, day=last)
