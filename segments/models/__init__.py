"""Segments and the numbers about them."""

from segments.models.segment import (
    DailyFigure,
    FormerMembership,
    Membership,
    ReachFigure,
    Segment,
    SegmentRun,
    SegmentVersion,
    StairList,
)

__all__ = [
    "DailyFigure",
    "FormerMembership",
    "Membership",
    "ReachFigure",
    "Segment",
    "SegmentRun",
    "SegmentVersion",
    "StairList",
]
