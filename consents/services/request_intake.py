"""Privacy requests come in: asked behind a personal link, or registered by a colleague."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from consents.choices import (
    IdentityState,
    RequestChannel,
    RequestRight,
    RequestStep,
)
from consents.models import SubjectRequest
from consents.request_clock import WITHOUT_REASON
from consents.services.request_steps import (
    RequestError,
    last_day,
    moment_on,
    note_step,
)
from profiles.models import Customer

_AS_TOLD = ("right", "channel", "customer", "asker_name", "asker_contact", "identity", "notes")


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
        "received_at": moment_on(asked.received_on, now),
        "due_on": last_day(asked.received_on, WITHOUT_REASON),
    }
    if form_key is None:
        row, is_new = SubjectRequest.objects.create(**values), True
    else:
        row, is_new = SubjectRequest.objects.get_or_create(form_key=form_key, defaults=values)
    if is_new:
        note_step(row, RequestStep.REGISTERED, {}, actor=actor, now=now)
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
            "due_on": last_day(today, WITHOUT_REASON),
            "identity": IdentityState.LINK,
            "notes": words.strip(),
        },
    )
    if is_new:
        note_step(row, RequestStep.REGISTERED, {}, actor=actor, now=now)
    return row


def _check_asked(asked: Asked, today: date) -> None:
    if asked.customer is None and not asked.asker_name.strip():
        raise RequestError(_("Write who asks."), "asker_name")
    if asked.received_on > today:
        raise RequestError(_("This day is still to come."), "received_on")
    if asked.right not in RequestRight.values:
        raise RequestError(_("Choose what the person asks for."), "right")
