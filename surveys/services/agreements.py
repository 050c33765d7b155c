"""Consents given in a form, written to the ledger with their proof, and the receipt that the person is shown."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.choices import CONTACT_KIND, Channel, Method, State
from consents.services.decisions import Proposal, record_decisions
from profiles.models import ContactPoint
from surveys.models import Invitation
from surveys.services.reply import SOURCE, Agreement, Reply
from surveys.wording import masked_contact


class ContactUnknownError(DomainError):
    """A yes to a channel needs something to be reached at."""


def record_agreements(
    *, invitation: Invitation, reply: Reply, reference: str, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Record what was ticked as given and what was left empty as asked; return the receipt of what was given.

    In the caller's transaction, after its facts: an address typed in this very form is a contact point by then.
    Each consent belongs to one contact point: the one typed here, else the one the link went to, else the one used
    first. Raise ContactUnknownError where a ticked channel has none.
    """
    receipt: list[dict[str, Any]] = []
    proposals: list[Proposal] = []
    for agreement in reply.agreements:
        point = _point(invitation, agreement, reply)
        if agreement.channel and point is None:
            if agreement.is_given:
                raise ContactUnknownError(_contact_missing(agreement.channel))
            continue
        proposals.append(_proposal(invitation, agreement, point, reply, now))
        if agreement.is_given:
            receipt.append(_receipt_line(agreement, point, now))
    ids = record_decisions(proposals=proposals, actor=actor, now=now)
    given = [
        uid for uid, proposal in zip(ids, proposals, strict=True) if proposal.state == State.GIVEN
    ]
    return [
        {**line, "decision": str(uid), "reply": reference}
        for line, uid in zip(receipt, given, strict=True)
    ]


def contact_point_for(
    *, invitation: Invitation, channel: str, typed: str = ""
) -> ContactPoint | None:
    """Return the contact point that a consent through a channel belongs to, or nothing."""
    kind = CONTACT_KIND[Channel(channel)]
    points = ContactPoint.objects.valid().filter(customer=invitation.customer_id, kind=kind)
    if typed:
        return points.filter(normalised=typed.lower() if kind == "email" else typed).first()
    linked = invitation.contact_point_id and points.filter(pk=invitation.contact_point_id).first()
    return linked or points.order_by("-is_preferred", "-pk").first()


def _point(invitation: Invitation, agreement: Agreement, reply: Reply) -> ContactPoint | None:
    if not agreement.channel:
        return None
    kind = CONTACT_KIND[Channel(agreement.channel)]
    typed = reply.contacts.get(kind, "")
    if not typed and isinstance(reply.answers.get(kind), str):
        typed = reply.answers[kind]
    return contact_point_for(invitation=invitation, channel=agreement.channel, typed=typed)


def _proposal(
    invitation: Invitation,
    agreement: Agreement,
    point: ContactPoint | None,
    reply: Reply,
    now: datetime,
) -> Proposal:
    survey = invitation.survey
    return Proposal(
        customer_uid=invitation.customer_id,
        purpose=agreement.purpose,
        channel=agreement.channel,
        contact_point_id=point.pk if point else None,
        state=State.GIVEN if agreement.is_given else State.REQUESTED,
        method=Method.FORM,
        occurred_at=now,
        origin=f"survey {survey.slug}" if survey else "",
        wording=agreement.wording,
        language=reply.language,
        source=SOURCE,
        evidence=dict(reply.evidence),
    )


def _receipt_line(
    agreement: Agreement, point: ContactPoint | None, now: datetime
) -> dict[str, Any]:
    return {
        "purpose": agreement.purpose,
        "label": agreement.label,
        "channel": agreement.channel,
        "contact": masked_contact(point.kind, point.raw) if point else "",
        "text": agreement.text,
        "wording": agreement.wording,
        "at": now.isoformat(),
    }


def _contact_missing(channel: str) -> str:
    """Return the sentence that asks for what is missing."""
    if channel == Channel.EMAIL:
        return _("Write the e-mail address that we may use.")
    if channel == Channel.POST:
        return _("We do not know a postal address to write to.")
    return _("Write the telephone number that we may use.")
