"""Privacy requests are worked on and answered; each step is written down with who took it.

A step that says what holds already changes nothing, so a double click is one step. Each step locks its request first:
of two colleagues who close it differently, the second is told what the first did.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from consents.choices import (
    IdentityState,
    Method,
    RequestOutcome,
    RequestStep,
)
from consents.models import SubjectRequest
from consents.request_clock import EXTENDED, WITHOUT_REASON
from consents.selectors.purposes import marketing_roots
from consents.services.decisions import say_no_to_all_marketing
from consents.services.request_steps import (
    RequestError,
    last_day,
    locked_request,
    moment_on,
    note_step,
    open_request,
    take_step,
)
from profiles.models import Customer
from profiles.registry import customers_changed

YEARS_KEPT = 3


@transaction.atomic
def correct_request(*, pk: int, values: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Change what was written down: who handles it, notes, where to answer, what is asked, when it came."""
    row = open_request(pk)
    if row.customer_id is None and not values.get("asker_name", row.asker_name).strip():
        raise RequestError(_("Write who asks."), "asker_name")
    received_on = values.pop("received_on", None)
    if received_on and received_on != timezone.localdate(row.received_at):
        if row.extended_to:
            raise RequestError(_("More time was counted from this day already."), "received_on")
        if received_on > timezone.localdate(now):
            raise RequestError(_("This day is still to come."), "received_on")
        values["received_at"] = moment_on(received_on, now)
        values["due_on"] = last_day(received_on, WITHOUT_REASON)
    take_step(row, RequestStep.CORRECTED, values, actor=actor, now=now)


@transaction.atomic
def identify_request(*, pk: int, identity: str, how: str, actor: Actor, now: datetime) -> None:
    """Write down whether the asker is the person; a confirmed identity says how."""
    if identity == IdentityState.CONFIRMED and not how.strip():
        raise RequestError(_("Say how you made sure."), "how")
    take_step(
        open_request(pk),
        RequestStep.IDENTITY,
        {"identity": identity},
        actor=actor,
        now=now,
        note=how,
    )


@transaction.atomic
def link_request(*, pk: int, customer: Customer, actor: Actor, now: datetime) -> None:
    """Say which customer asks."""
    take_step(open_request(pk), RequestStep.CUSTOMER, {"customer": customer}, actor=actor, now=now)


@transaction.atomic
def extend_request(*, pk: int, reason: str, told_on: date, actor: Actor, now: datetime) -> None:
    """Take two more months: only inside month one, for a reason that was sent inside month one (article 12(3))."""
    row = open_request(pk)
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
        "extended_to": last_day(received_on, EXTENDED),
        "extension_reason": reason,
        "extension_told_on": told_on,
    }
    take_step(row, RequestStep.EXTENDED, values, actor=actor, now=now)


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
    row = locked_request(pk)
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
    take_step(row, RequestStep.REOPENED, values, actor=actor, now=now, note=reason)


@transaction.atomic
def record_objection(*, pk: int, actor: Actor, now: datetime) -> None:
    """Record the asker's no to everything that is marketing (article 21(2)), once."""
    row = open_request(pk)
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
    note_step(row, RequestStep.OBJECTED, {}, actor=actor, now=now)


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
    row = locked_request(pk)
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
    take_step(row, step, values, actor=actor, now=now)


def _years_later(day: date) -> date:
    """Return the same day in three years; of 29 February the day before."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + YEARS_KEPT, day=last)
