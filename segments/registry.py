"""What upper rooms add to the figures of a day: they join in their `apps.py`, this room never imports them."""

from collections.abc import Callable, Iterator
from datetime import datetime

# Name, scope, value.
Figure = tuple[str, str, int]
# (from, until) → what happened in between.
DayCounter = Callable[[datetime, datetime], Iterator[Figure]]
_counters: list[DayCounter] = []


def add_day_counter(counter: DayCounter) -> None:
    """Let a room count what happened on a day, for "what changed this week"."""
    _counters.append(counter)


def happened(since: datetime, until: datetime) -> Iterator[Figure]:
    """Yield what every room counts between two moments."""
    for counter in _counters:
        yield from counter(since, until)
