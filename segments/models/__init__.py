"""Segments and the numbers about them."""

from segments.models.segment import (
    DailyFigure,
    FormerMembership,
    Membership,
    ReachableList,
    ReachFigure,
    Segment,
    SegmentRun,
    SegmentVersion,
)

__all__ = [
    "DailyFigure",
    "FormerMembership",
    "Membership",
    "ReachFigure",
    "ReachableList",
    "Segment",
    "SegmentRun",
    "SegmentVersion",
]
