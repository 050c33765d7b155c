"""What a person changes on "My choices" or by one click in a mail: one step to say yes, one step to say no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.choices import Channel, Method, PurposeKind, RequestRight, ScreenState, State
from consents.selectors import ASKABLE, Choice, choices_of, marketing_roots
from consents.services.decisions import Proposal, record_decision, say_no_to_all_marketing
from consents.services.request_intake import ask_through_link
from profiles.registry import customers_changed
from surveys.models import Invitation
from surveys.selectors.recipients import ASKING

MOST_WORDS = 1_000
_NO = (ScreenState.NO, ScreenState.WITHDRAWN)


class ChoiceUnknownError(DomainError):
    """A choice that this person does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """How the person acted: by which means, in which language, seen from where."""

    method: Method
    language: str
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One tap: yes or no to a purpose, through a channel, at a contact point; a yes names the text that was read."""

    purpose: str
    channel: str
    contact_point_id: int | None
    is_yes: bool
    wording: str = ""


@transaction.atomic
def change_choice(*, invitation: Invitation, wish: Wish, act: Act, now: datetime) -> None:
    """Record one tap; a tap that says what holds already changes nothing.

    Raise ChoiceUnknownError for a choice that is not this person's, or a yes to a text that has changed meanwhile.
    """
    choice = _choice(invitation, wish, act, now)
    standing = choice.state == ScreenState.YES if wish.is_yes else choice.state in _NO
    if standing:
        return
    _record(invitation, choice, _new_state(choice, is_yes=wish.is_yes), act, now)


@transaction.atomic
def refuse_all_marketing(*, invitation: Invitation, act: Act, now: datetime) -> None:
    """Record a no to everything that is marketing, choosing offers included (GDPR article 21)."""
    for purpose in marketing_roots():
        say_no_to_all_marketing(
            customer_uid=invitation.customer_id,
            purpose=purpose,
            method=act.method,
            actor=Actor.subject(invitation.customer_id),
            now=now,
        )
    customers_changed([invitation.customer_id], now)


def ask_by_right(*, invitation: Invitation, right: str, words: str, now: datetime) -> None:
    """Register what the person asks of us by right, such as a copy; a correction says what is wrong.

    Raise ChoiceUnknownError for what the page does not offer.
    """
    if right not in ASKABLE:
        raise ChoiceUnknownError(
            _("This choice is no longer there. Please look at the list again.")
        )
    if right == RequestRight.RECTIFICATION and not words.strip():
        raise ChoiceUnknownError(_("Please write what is wrong, so that we can correct it."))
    ask_through_link(
        customer=invitation.customer,
        right=right,
        words=words.strip()[:MOST_WORDS],
        actor=Actor.subject(invitation.customer_id),
        now=now,
    )


@transaction.atomic
def unsubscribe(*, invitation: Invitation, act: Act, now: datetime) -> None:
    """Record the no of one click in a mail (RFC 8058).

    A survey's link says no to surveys by e-mail at the address it went to; a "My choices" link says no to every kind
    of message that reaches its address by e-mail.
    """
    for choice in choices_of(customer=invitation.customer, language=act.language, now=now):
        if _is_meant(invitation, choice) and choice.state not in _NO:
            _record(invitation, choice, _new_state(choice, is_yes=False), act, now)


def _is_meant(invitation: Invitation, choice: Choice) -> bool:
    if choice.kind != PurposeKind.CONTACT or choice.channel != Channel.EMAIL:
        return False
    if invitation.kind == "survey" and choice.purpose != ASKING:
        return False
    return invitation.contact_point_id in {None, choice.contact_point_id}


def _choice(invitation: Invitation, wish: Wish, act: Act, now: datetime) -> Choice:
    for choice in choices_of(customer=invitation.customer, language=act.language, now=now):
        place = (choice.purpose, choice.channel, choice.contact_point_id)
        if place == (wish.purpose, wish.channel, wish.contact_point_id):
            if wish.is_yes and (choice.wording is None or choice.wording.sha256 != wish.wording):
                raise ChoiceUnknownError(
                    _("The text has changed. Please read it and choose again.")
                )
            return choice
    raise ChoiceUnknownError(_("This choice is no longer there. Please look at the list again."))


def _new_state(choice: Choice, *, is_yes: bool) -> State:
    """Return the state to record: a yes that is taken back is withdrawn, one that never was is refused."""
    if is_yes:
        return State.GIVEN
    return State.WITHDRAWN if choice.state == ScreenState.YES else State.REFUSED


def _record(invitation: Invitation, choice: Choice, state: State, act: Act, now: datetime) -> None:
    proposal = Proposal(
        customer_uid=invitation.customer_id,
        purpose=choice.purpose,
        channel=choice.channel,
        contact_point_id=choice.contact_point_id,
        state=state,
        method=act.method,
        occurred_at=now,
        wording=choice.wording.sha256 if choice.wording else "",
        language=act.language,
        evidence=dict(act.evidence),
    )
    record_decision(proposal=proposal, actor=Actor.subject(invitation.customer_id), now=now)
    customers_changed([invitation.customer_id], now)
