"""The figures of the last weeks, read once a page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from segments.models import DailyFigure

TREND = timedelta(days=91)
WEEK = timedelta(days=7)
# The purpose whose growth is drawn, channel by channel.
DRAWN = "newsletter"
HAPPENED = ("new_customers", "new_consents", "new_refusals", "replies", "imports")
STANDING = ("reach", "protected", "consents_ending", "consents_to_old_texts")

Point = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """One figure as last stored, with the moment at which it was counted."""

    value: int
    day: date
    counted_at: datetime | None


class StoredFigures:
    """Figures by name and scope, oldest first."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._rows: dict[tuple[str, str], list[DailyFigure]] = defaultdict(list)
        for row in _wanted(today).order_by("day"):
            self._rows[row.name, row.scope].append(row)

    def latest(self, name: str, scope: str = "") -> Stored | None:
        """Return the newest value, or nothing before the first."""
        rows = self._rows.get((name, scope))
        return Stored(rows[-1].value, rows[-1].day, rows[-1].counted_at) if rows else None

    def series(self, name: str, scope: str = "") -> list[Point]:
        """Return the days with their values."""
        return [(row.day, row.value) for row in self._rows.get((name, scope), ())]

    def before(self, name: str, scope: str, day: date) -> int | None:
        """Return the value of a day, or of the last one before it."""
        earlier = [value for at, value in self.series(name, scope) if at <= day]
        return earlier[-1] if earlier else None

    def scopes(self, name: str) -> Sequence[str]:
        """Return what a name is counted for."""
        return [scope for found, scope in self._rows if found == name]

    def total(self, name: str, *, since: date, until: date) -> int:
        """Return what happened from one day to another, both included."""
        return sum(value for day, value in self.series(name) if since <= day <= until)


def _wanted(today: date) -> QuerySet[DailyFigure]:
    trend = Q(name__in=("completeness", "customers"), scope="") | Q(
        name="reach", scope__startswith=f"{DRAWN}/"
    )
    return DailyFigure.objects.filter(
        Q(trend, day__gt=today - TREND)
        | Q(name__in=HAPPENED, day__gt=today - 2 * WEEK)
        | Q(name__in=("known", "stale"), day__gte=today - 2 * WEEK)
        | Q(name__in=STANDING, day__gt=today - WEEK)
    )
