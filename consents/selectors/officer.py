"""What the officer answers for, apart from single consents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consents.choices import Channel
from consents.models import Disclosure
from consents.selectors.purposes import purpose_names
from profiles.choices import Sensitivity
from profiles.models import Attribute


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over of customers' data, in words."""

    uid: UUID
    recipient: str
    purpose: str
    channel: str
    count: int
    at: datetime


def handed_over(*, most: int) -> list[Handover]:
    """Return who received data last: two queries."""
    names = purpose_names()
    return [
        Handover(
            row.pk,
            row.recipient,
            names.get(row.purpose, row.purpose),
            str(Channel(row.channel).label) if row.channel in Channel.values else "",
            row.customer_count,
            row.made_at,
        )
        for row in Disclosure.objects.order_by("-made_at")[:most]
    ]


def wanted_without_purpose() -> list[Attribute]:
    """Return the private facts that are wanted although no purpose may read them (law 11)."""
    private = Attribute.objects.wanted().exclude(sensitivity=Sensitivity.ORDINARY)
    return list(private.filter(purpose_links=None).order_by("position"))
