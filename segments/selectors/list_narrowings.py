"""What the list of segments can be narrowed by."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from config.lib.narrowing import Narrowing
from segments.choices import Freshness, RunState
from segments.models import SegmentRun

Rows = QuerySet[Any]

# How the newest refresh of a segment stands, by the word that the list shows for it.
_REFRESHES: Mapping[str, Sequence[str]] = {
    Freshness.REFRESHING: (RunState.QUEUED, RunState.RUNNING),
    Freshness.FAILED: (RunState.FAILED,),
}


def _standing(rows: Rows, state: str, now: datetime) -> Rows:
    del now
    if state not in _REFRESHES:
        return rows
    runs = SegmentRun.objects.filter(segment=OuterRef("pk")).order_by("-queued_at")
    standing = rows.alias(newest=Subquery(runs.values("state")[:1]))
    found: Rows = standing.filter(newest__in=_REFRESHES[state])
    return found


SEGMENT_NARROWINGS = (
    Narrowing(
        "state",
        _("state"),
        _standing,
        lambda: [(state, Freshness(state).label) for state in _REFRESHES],
    ),
)
