"""The staircase of law 5, counted by a run and stored with its time (law 8)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, staircase_counts
from consents.selectors.reach import STEPS
from profiles.models import Customer
from segments.models import ReachFigure, Segment
from segments.services.stair_lists import keep_few

_SET_ASIDE = """
CREATE TEMPORARY TABLE segment_counted ON COMMIT DROP AS
SELECT customer_id FROM segments_membership WHERE segment_id = %s
"""


def count_reach(
    *,
    segment: Segment,
    now: datetime,
    slugs: Collection[str] | None = None,
    channels: Collection[str] = tuple(Channel.values),
) -> None:
    """Count the staircases of some purposes, else of every purpose of contact, in one pass, and store them."""
    if slugs is None:
        slugs = [purpose.slug for purpose in purposes(PurposeKind.CONTACT)]
    uses = [(slug, channel) for slug in slugs for channel in channels]
    with transaction.atomic():
        members, total = _members(segment)
        keep = keep_few(segment, uses=uses, customers=total)
        counted = staircase_counts(members, uses=uses, now=now, keep=keep)
        ReachFigure.objects.bulk_create(
            [
                ReachFigure(
                    segment=segment,
                    purpose=purpose,
                    channel=channel,
                    steps=_steps([total, *counts]),
                    counted_at=now,
                )
                for (purpose, channel), counts in counted.items()
            ],
            update_conflicts=True,
            unique_fields=["segment", "purpose", "channel"],
            update_fields=["steps", "counted_at", "outdated_at"],
        )


def recount_outdated(*, now: datetime, limit: int = 100) -> int:
    """Count the staircases anew whose people have changed since they were counted; return of how many segments."""
    outdated = ReachFigure.objects.filter(outdated_at__isnull=False)
    waiting = list(outdated.order_by("segment_id").values_list("segment_id", flat=True).distinct())
    for segment in Segment.objects.filter(pk__in=waiting[:limit]).order_by("pk"):
        slugs = outdated.filter(segment=segment).values_list("purpose", flat=True)
        count_reach(segment=segment, now=now, slugs=sorted(set(slugs)))
    return len(waiting[:limit])


def _members(segment: Segment) -> tuple[QuerySet[Customer], int]:
    """Return the members so that the planner takes the right way to them, and how many they are.

    Right after many have come in, the planner believes that a segment is empty, and compares each member with everybody
    (seen at 166,000 members: minutes instead of a second); the application may not ANALYZE the real table. So members
    are set aside in a table whose size is known. Ruling out nested loops is no way: each member's no is then looked for
    among all the noes (seen at a million members with 20,000 noes: it did not end).
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.segment_counted")
        cursor.execute(_SET_ASIDE, [segment.pk])
        total = cursor.rowcount
        cursor.execute("ANALYZE segment_counted")
    aside = RawSQL("SELECT customer_id FROM segment_counted", ())
    return Customer.objects.filter(pk__in=aside), total


def _steps(counts: Sequence[int]) -> list[dict[str, Any]]:
    return [{"key": key, "count": count} for key, count in zip(STEPS, counts, strict=True)]
