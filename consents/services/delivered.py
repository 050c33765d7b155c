"""Decisions that a program delivers: a yes only with its time, its origin and the words that the person saw (law 3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.choices import CONTACT_KIND, YES, Channel, Method, PurposeKind, State
from consents.models import DecisionState, Wording
from consents.selectors.purposes import PurposeInfo, find_purpose
from consents.services.decisions import Proposal, record_decision
from profiles.identity.errors import ValueNotUnderstoodError
from profiles.identity.normalise import normalise_value
from profiles.models import ContactPoint, Customer
from profiles.selectors import get_company

_SHA256 = 64


class DeliveryRefusedError(DomainError):
    """A decision that cannot be recorded as it was delivered; `field` names what is wrong or missing."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a program says that a person decided; `contact_detail` is the address or number as it was given."""

    customer: Customer
    purpose: str
    says: str
    occurred_at: datetime
    source: str
    channel: str = ""
    contact_detail: str = ""
    origin: str = ""
    wording: str = ""
    language: str = ""
    valid_until: datetime | None = None


def record_delivery(*, delivery: Delivery, actor: Actor, now: datetime) -> UUID:
    """Record one decision; return its id. Raise DeliveryRefusedError; DecisionRefusedError where law 3 forbids it."""
    purpose = find_purpose(delivery.purpose)
    if purpose is None:
        raise DeliveryRefusedError(_("There is no such purpose in use."), "purpose")
    point = _point(delivery)
    if delivery.says == "yes":
        _check_yes(delivery, purpose, point)
    return record_decision(
        proposal=Proposal(
            customer_uid=delivery.customer.pk,
            purpose=purpose.slug,
            channel=delivery.channel if purpose.kind == PurposeKind.CONTACT else "",
            contact_point_id=point.pk if point else None,
            state=_state(delivery),
            method=Method.API,
            origin=delivery.origin,
            wording=_digest(delivery.wording),
            language=delivery.language,
            source=delivery.source,
            evidence=_evidence(delivery.wording),
            occurred_at=delivery.occurred_at,
            valid_until=delivery.valid_until,
        ),
        actor=actor,
        now=now,
    )


def _check_yes(delivery: Delivery, purpose: PurposeInfo, point: ContactPoint | None) -> None:
    """Want what proves a yes: where and in which words it was given, and for which address."""
    if not delivery.origin:
        raise DeliveryRefusedError(
            _("A yes needs where it was given, such as the name of a form."), "origin"
        )
    if not delivery.wording:
        raise DeliveryRefusedError(_("A yes needs the text that the person saw."), "wording")
    if purpose.kind == PurposeKind.CONTACT and not delivery.channel:
        raise DeliveryRefusedError(_("Say through which channel."), "channel")
    if purpose.kind == PurposeKind.CONTACT and point is None:
        raise DeliveryRefusedError(
            _("A yes belongs to one address or number: say which."), "contact_detail"
        )
    if delivery.valid_until is not None and delivery.valid_until <= delivery.occurred_at:
        raise DeliveryRefusedError(_("It would have ended before it began."), "valid_until")


def _point(delivery: Delivery) -> ContactPoint | None:
    """Return the customer's contact detail that is meant; nothing means every one."""
    if not delivery.contact_detail:
        return None
    if delivery.channel not in Channel.values:
        raise DeliveryRefusedError(_("Say through which channel."), "channel")
    kind = CONTACT_KIND[Channel(delivery.channel)]
    said = delivery.contact_detail
    if kind != "postal":
        said = _normalised(kind, said).lower()
    points = ContactPoint.objects.filter(customer=delivery.customer, kind=kind)
    found = points.filter(raw=said) if kind == "postal" else points.filter(normalised=said)
    point = found.order_by("valid_until", "pk").first()
    if point is None:
        raise DeliveryRefusedError(
            _("The customer has no such contact detail: deliver it as a fact first."),
            "contact_detail",
        )
    return point


def _normalised(kind: str, said: str) -> str:
    try:
        found = normalise_value(kind, said, country=get_company().default_country)
    except ValueNotUnderstoodError as refusal:
        raise DeliveryRefusedError(str(refusal), "contact_detail") from refusal
    return str(found or "")


def _state(delivery: Delivery) -> str:
    """Return the state in the ledger's words: a no after a yes is a withdrawal."""
    if delivery.says == "yes":
        return State.GIVEN
    if delivery.says == "asked":
        return State.REQUESTED
    stands = DecisionState.objects.filter(
        subject__customer=delivery.customer,
        purpose=delivery.purpose,
        channel__in=["", delivery.channel],
        state__in=YES,
    )
    return State.WITHDRAWN if stands.exists() else State.REFUSED


def _digest(wording: str) -> str:
    """Return the content address of a text of ours, or the digest of one that was shown elsewhere."""
    if not wording or _is_ours(wording):
        return wording
    return hashlib.sha256(wording.encode()).hexdigest()


def _evidence(wording: str) -> dict[str, str]:
    """Return the text itself where it was shown elsewhere."""
    return {"text": wording} if wording and not _is_ours(wording) else {}


def _is_ours(wording: str) -> bool:
    return len(wording) == _SHA256 and Wording.objects.filter(pk=wording).exists()
