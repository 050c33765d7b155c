"""What is known about an audience before it is exported: the stored number of those who may be contacted."""

from dataclasses import dataclass
from datetime import datetime

from segments.models import DailyFigure, ReachFigure, Segment


@dataclass(frozen=True, slots=True)
class StoredReach:
    """How many members there were, how many of them could be contacted, when that was, and whether it is old."""

    members: int
    reachable: int
    counted_at: datetime
    is_outdated: bool


def stored_reach(segment: Segment | None, purpose: str, channel: str) -> StoredReach | None:
    """Return the staircase's ends as last counted, of a segment or of everybody; nothing where it never was."""
    if segment is None:
        return _of_everybody(purpose, channel)
    figure = ReachFigure.objects.filter(segment=segment, purpose=purpose, channel=channel).first()
    if figure is None or not figure.steps:
        return None
    return StoredReach(
        members=figure.steps[0]["count"],
        reachable=figure.steps[-1]["count"],
        counted_at=figure.counted_at,
        is_outdated=figure.outdated_at is not None,
    )


def _of_everybody(purpose: str, channel: str) -> StoredReach | None:
    figures = DailyFigure.objects.order_by("-day")
    reached = figures.filter(name="reach", scope=f"{purpose}/{channel}").first()
    members = figures.filter(name="customers", scope="").first()
    if reached is None or members is None or reached.counted_at is None:
        return None
    return StoredReach(members.value, reached.value, reached.counted_at, is_outdated=False)
