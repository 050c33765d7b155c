"""May we contact this one person: every purpose and channel at once, for the customer card.

The conditions are those of the staircase (`lawful`), asked of one person's contact points: one query a channel, where
`permission` takes several for each purpose. A test holds the two to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Value, When

from consents.choices import Basis, Channel, PurposeKind
from consents.models import Purpose
from consents.registry import contacted_enough
from consents.selectors.lawful import Bases, Use, basis_of_point, said_no, working_points
from consents.selectors.reach import REASONS
from profiles.models import Customer

# The step at which somebody falls, else the basis and the contact point.
Outcome = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """Whether one channel may be used for a purpose, where and why, or why not."""

    channel: str
    label: str
    step: str
    why: str
    where: str

    @property
    def is_allowed(self) -> bool:
        """Say whether the channel may be used: no step of the staircase stopped the person."""
        return not self.step


@dataclass(frozen=True, slots=True)
class PurposeAnswer:
    """What may be done for one purpose."""

    label: str
    is_marketing: bool
    channels: Sequence[ChannelAnswer]

    @property
    def is_allowed(self) -> bool:
        """Say whether any channel may be used."""
        return any(answer.is_allowed for answer in self.channels)


def contact_answers(customer: Customer, *, now: datetime) -> list[PurposeAnswer]:
    """Return for each purpose of contact, and each channel that some basis allows, whether it may be used now."""
    bases = Bases.read()
    is_shielded = (
        customer.restricted_at is not None or customer.protections.filter(lifted_at=None).exists()
    )
    found = {
        channel: _outcomes(customer, channel, bases, now, is_shielded=is_shielded)
        for channel in Channel
    }
    leaves = Purpose.objects.filter(kind=PurposeKind.CONTACT, is_active=True, children=None)
    return [
        PurposeAnswer(
            purpose.label,
            purpose.is_marketing,
            [
                _answer(channel, outcomes[purpose.slug])
                for channel, outcomes in found.items()
                if purpose.slug in outcomes
            ],
        )
        for purpose in leaves.order_by("position", "pk")
    ]


def _outcomes(
    customer: Customer, channel: Channel, bases: Bases, now: datetime, *, is_shielded: bool
) -> dict[str, Outcome]:
    """Return by purpose what comes of one channel: all purposes are asked of the contact points at once."""
    uses = [Use(slug, channel, now, bases) for slug, offered in bases.allowed if offered == channel]
    points = working_points(channel).filter(customer=customer).order_by("-is_preferred", "pk")
    columns = {f"basis_{place}": basis_of_point(use) for place, use in enumerate(uses)} | {
        f"no_{place}": Case(When(said_no(use), then=Value(True)), default=Value(False))
        for place, use in enumerate(uses)
    }
    found: list[Any] = list(points.annotate(**columns))
    is_tired = Customer.objects.filter(contacted_enough(channel, now), pk=customer.pk).exists()
    stopped = "no_opt_out" if is_shielded else "reachable" if is_tired else ""
    return {use.purpose: _outcome(found, place, stopped) for place, use in enumerate(uses)}


def _outcome(points: Sequence[Any], place: int, stopped: str) -> Outcome:
    """Return the step of the staircase where this person falls, or else the basis and the contact point."""
    if not points:
        return "contact_point", "", ""
    lawful = [point for point in points if getattr(point, f"basis_{place}")]
    if not lawful:
        return "basis", "", ""
    unrefused = [point for point in lawful if not getattr(point, f"no_{place}")]
    if not unrefused:
        return "no_opt_out", "", ""
    first = unrefused[0]
    return stopped, getattr(first, f"basis_{place}"), first.raw


def _answer(channel: Channel, found: Outcome) -> ChannelAnswer:
    """Put the outcome of one channel into words."""
    missing, basis, where = found
    why = str(REASONS[missing]) if missing else str(Basis(basis).label)
    return ChannelAnswer(channel, str(channel.label), missing, why, "" if missing else where)
