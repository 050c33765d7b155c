"""Segments as programs may read them: what they are and how large, but nobody in them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from segments.models import ReachFigure, Segment, SegmentRun, SegmentVersion
from segments.selectors.state import SegmentState, state_of


def readable_segments(purposes: Collection[str]) -> QuerySet[Segment]:
    """Return the segments in use, with `newest_versions`, `newest_runs` and the purposes' `own_figures`.

    Three more queries, however many segments.
    """
    versions = SegmentVersion.objects.order_by("segment_id", "-number").distinct("segment_id")
    runs = SegmentRun.objects.order_by("segment_id", "-queued_at").distinct("segment_id")
    figures = ReachFigure.objects.filter(purpose__in=purposes).order_by("purpose", "channel")
    return Segment.objects.filter(is_active=True).prefetch_related(
        Prefetch("versions", versions, to_attr="newest_versions"),
        Prefetch("runs", runs, to_attr="newest_runs"),
        Prefetch("reach_figures", figures, to_attr="own_figures"),
    )


def newest_version_of(segment: Segment) -> SegmentVersion | None:
    """Return the newest edition of a segment of `readable_segments`."""
    versions: list[SegmentVersion] = segment.newest_versions  # type: ignore[attr-defined]
    return versions[0] if versions else None


def newest_run_of(segment: Segment) -> SegmentRun | None:
    """Return the newest refresh of a segment of `readable_segments`."""
    runs: list[SegmentRun] = segment.newest_runs  # type: ignore[attr-defined]
    return runs[0] if runs else None


def figures_of(segment: Segment) -> list[ReachFigure]:
    """Return the stored staircases of a segment of `readable_segments`, of the caller's purposes."""
    figures: list[ReachFigure] = segment.own_figures  # type: ignore[attr-defined]
    return figures


def state_for(segment: Segment, now: datetime) -> SegmentState:
    """Return how fresh a segment of `readable_segments` is."""
    return state_of(segment, newest_version_of(segment), newest_run_of(segment), now)
