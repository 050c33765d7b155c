"""May we contact this one person: every purpose and channel at once, for the customer card.

The conditions are those of the staircase (`reach`), asked of one person's contact points: one query
a purpose and channel, where `permission` takes up to seven. A test holds the two to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Value, When

from consents.choices import CONTACT_KIND, Basis, Channel, PurposeKind
from consents.models import Purpose
from consents.registry import contacted_enough
from consents.selectors.reach import REASONS, lawful_points, said_no, working_points
from profiles.models import ContactPoint, Customer


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
    is_shielded = (
        customer.restricted_at is not None or customer.protections.filter(lifted_at=None).exists()
    )
    working = set(
        ContactPoint.objects.valid().filter(customer=customer).values_list("kind", flat=True)
    )
    tired = {
        channel: Customer.objects.filter(contacted_enough(channel, now), pk=customer.pk).exists()
        for channel in Channel.values
    }
    leaves = Purpose.objects.filter(kind=PurposeKind.CONTACT, is_active=True, children=None)
    answers = []
    for purpose in leaves.prefetch_related("bases").order_by("position", "pk"):
        offered = {basis.channel for basis in purpose.bases.all()} & set(Channel.values)
        found = {
            channel: _outcome(customer, purpose.slug, channel, working, now=now)
            for channel in Channel.values
            if channel in offered
        }
        channels = [
            _answer(
                Channel(channel),
                ("no_opt_out", "", "") if is_shielded and not outcome[0] else outcome,
                is_tired=tired[channel],
            )
            for channel, outcome in found.items()
        ]
        answers.append(PurposeAnswer(purpose.label, purpose.is_marketing, channels))
    return answers


def _answer(channel: Channel, found: tuple[str, str, str], *, is_tired: bool) -> ChannelAnswer:
    """Put the outcome of one channel into words."""
    missing, basis, where = found
    if not missing and is_tired:
        missing = "reachable"
    why = str(REASONS[missing]) if missing else str(Basis(basis).label)
    return ChannelAnswer(channel, str(channel.label), missing, why, "" if missing else where)


def _outcome(
    customer: Customer, purpose: str, channel: str, working: set[str], *, now: datetime
) -> tuple[str, str, str]:
    """Return the step of the staircase where this person falls, or else the basis and the contact point."""
    if CONTACT_KIND[Channel(channel)] not in working:
        return "contact_point", "", ""
    points = working_points(channel).filter(customer=customer)
    lawful = lawful_points(points, purpose=purpose, channel=channel, now=now)
    is_no = Case(
        When(said_no(purpose=purpose, channel=channel, now=now), then=Value(True)),
        default=Value(False),
    )
    found = list(lawful.annotate(is_no=is_no).order_by("-is_preferred", "pk"))
    if not found:
        return "basis", "", ""
    open_points = [point for point in found if not point.is_no]
    if not open_points:
        return "no_opt_out", "", ""
    first: Any = open_points[0]
    return "", first.reach_basis, first.raw
