"""The staircase as it was counted, and the people on each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from consents.choices import Basis, Channel, PurposeKind
from consents.selectors import levels_of, purposes, told_points
from consents.selectors.reach import REASONS, STEPS
from profiles.models import Customer, Protection
from segments.models import ReachFigure, Segment, StairList
from segments.selectors.walking import MOST, Walked, kept_page, likely, walk

_KEYS = tuple(STEPS)
# The last step of those whom a no, a protection or a restriction keeps from the next.
_OPT_OUT = _KEYS.index("no_opt_out") - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one person may be contacted, on which basis and where; or why not."""

    is_reachable: bool
    words: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One purpose with its number per channel, for the table of all."""

    slug: str
    label: str
    cells: list[tuple[str, int | None]]


def reach_table(segment: Segment) -> list[ReachRow]:
    """Return how many may be contacted for each purpose through each channel, the segment's own purpose first."""
    counts = {
        (figure.purpose, figure.channel): figure.steps[-1]["count"]
        for figure in ReachFigure.objects.filter(segment=segment)
    }
    rows = sorted(purposes(PurposeKind.CONTACT), key=lambda each: each.slug != segment.purpose_id)
    return [
        ReachRow(
            purpose.slug,
            purpose.label,
            [(channel.value, counts.get((purpose.slug, channel.value))) for channel in Channel],
        )
        for purpose in rows
    ]


def reach_figures(segment: Segment) -> list[tuple[str, ReachFigure]]:
    """Return every staircase as counted, with the name of its purpose, in the order of the table: two queries."""
    found = {(each.purpose, each.channel): each for each in segment.reach_figures.all()}
    return [
        (row.label, found[row.slug, channel])
        for row in reach_table(segment)
        for channel, _count in row.cells
        if (row.slug, channel) in found
    ]


def reach_figure(segment: Segment, purpose: str, channel: str) -> ReachFigure | None:
    """Return the staircase as counted, or nothing before it was."""
    return ReachFigure.objects.filter(segment=segment, purpose=purpose, channel=channel).first()


def stairs(figure: ReachFigure) -> list[dict[str, Any]]:
    """Return the steps with their share of the first."""
    first = figure.steps[0]["count"] or 1
    return [
        {
            "key": step["key"],
            "label": str(STEPS[step["key"]]),
            "value": step["count"],
            "share": 100 * step["count"] / first,
            "fell": figure.steps[place - 1]["count"] - step["count"] if place else 0,
            "why": str(REASONS.get(step["key"], "")),
        }
        for place, step in enumerate(figure.steps)
    ]


@dataclass(frozen=True, slots=True)
class Stair:
    """A step of a segment's staircase, or those who fell out at it."""

    segment: Segment
    purpose: str
    channel: str
    step: str
    fell: bool

    @property
    def levels(self) -> tuple[int, int]:
        """Return which last steps those on it have, by their places, the first and the last included."""
        place = _KEYS.index(self.step)
        return (place - 1, place - 1) if self.fell and place else (place, len(_KEYS) - 1)

    @property
    def is_audience(self) -> bool:
        """Say whether those on it are those who may be contacted now."""
        return self.step == _KEYS[-1] and not self.fell

    def counted(self) -> tuple[int, int] | None:
        """Return how many members and how many on it there were; nothing where the count does not stand any more."""
        figure = reach_figure(self.segment, self.purpose, self.channel)
        if figure is None or figure.outdated_at is not None:
            return None
        counts = [step["count"] for step in figure.steps]
        low, high = self.levels
        above = counts[high + 1] if high + 1 < len(counts) else 0
        return counts[0], counts[low] - above

    def kept(self) -> QuerySet[StairList]:
        """Return the list of those who were counted on it, where they were few."""
        low, high = self.levels
        return self.segment.stair_lists.filter(
            purpose=self.purpose, channel=self.channel, lowest=low, highest=high
        )


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One of the people, and how they stand."""

    customer: Customer
    standing: Standing


def people_on(stair: Stair, parameters: dict[str, str], *, now: datetime) -> Walked[StandingRow]:
    """Return a page of the people on a stair; where the count that stands says nobody, no one is."""
    low, high = stair.levels
    how: dict[str, Any] = {"purpose": stair.purpose, "channel": stair.channel, "now": now}
    counted = stair.counted()

    def keep(names: list[Customer]) -> list[StandingRow]:
        levels = levels_of([each.pk for each in names], **how)
        on_it = {uid: level for uid, level in levels.items() if low <= level <= high}
        found = _standings(on_it, **how)
        return [StandingRow(each, found[each.pk]) for each in names if each.pk in found]

    if counted and not counted[1]:
        return Walked([])
    members = Customer.objects.filter(memberships__segment=stair.segment).with_name_order()
    kept = stair.kept()
    if kept.exists():
        return kept_page(kept, members, parameters, keep=keep)
    return walk(members, parameters, size=likely(*counted) if counted else MOST, keep=keep)


def _standings(
    levels: Mapping[UUID, int], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, Standing]:
    """Return in words how each stands, from the place of their last step."""
    opt_outs = _opt_outs([uid for uid, level in levels.items() if level == _OPT_OUT])
    found = {
        uid: Standing(False, opt_outs.get(uid, str(REASONS[_KEYS[level + 1]])))
        for uid, level in levels.items()
        if level < len(_KEYS) - 1
    }
    top = [uid for uid in levels if uid not in found]
    reached = _reached(top, purpose=purpose, channel=channel, now=now)
    rest = Standing(False, str(REASONS["reachable"]))
    return {uid: found.get(uid) or reached.get(uid, rest) for uid in levels}


def _reached(
    uids: Sequence[UUID], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, Standing]:
    told = told_points(uids, purpose=purpose, channel=channel, now=now)
    return {
        uid: Standing(True, str(Basis(basis).label), contact)
        for uid, (basis, contact) in told.items()
    }


def _opt_outs(uids: Sequence[UUID]) -> dict[UUID, str]:
    """Return in words which no stands in the way: of the person, or about the person."""
    restricted = Customer.objects.filter(pk__in=uids, restricted_at__isnull=False)
    found = dict.fromkeys(uids, _("The person has said no."))
    found |= dict.fromkeys(
        restricted.values_list("pk", flat=True), _("The use of this person’s data is restricted.")
    )
    shields = Protection.objects.filter(customer_id__in=uids, lifted_at__isnull=True)
    return found | {shield.customer_id: shield.get_kind_display() for shield in shields}
