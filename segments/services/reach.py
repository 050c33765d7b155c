"""The staircase of law 5, counted by a run and stored with its time (law 8)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, reach_steps
from profiles.models import Customer
from segments.models import ReachFigure, Segment

_SET_ASIDE = """
CREATE TEMPORARY TABLE segment_counted ON COMMIT DROP AS
SELECT customer_id FROM segments_membership WHERE segment_id = %s
"""


def reach_purposes(segment: Segment) -> list[str]:
    """Return every purpose of contact that a segment's staircases are counted for, its own first."""
    contact = [purpose.slug for purpose in purposes(PurposeKind.CONTACT)]
    contact.sort(key=lambda slug: slug != segment.purpose_id)
    return contact


def count_reach(
    *,
    segment: Segment,
    purpose: str,
    now: datetime,
    channels: Collection[str] = tuple(Channel.values),
) -> None:
    """Count the staircases of one purpose, one for each channel, and store them."""
    with transaction.atomic():
        members = _members_aside(segment)
        total = members.count()
        for channel in channels:
            known = _known_ends(segment, channel, total, now)
            steps = _counted(members, known, purpose=purpose, channel=channel, now=now)
            ReachFigure.objects.update_or_create(
                segment=segment,
                purpose=purpose,
                channel=channel,
                defaults={"steps": steps, "counted_at": now, "outdated_at": None},
            )


def recount_outdated(*, now: datetime, limit: int = 100) -> int:
    """Count the staircases anew whose people have changed since they were counted; return how many purposes."""
    waiting = list(
        ReachFigure.objects.filter(outdated_at__isnull=False)
        .order_by("segment_id", "purpose")
        .values_list("segment_id", "purpose")
        .distinct()[:limit]
    )
    segments = Segment.objects.in_bulk({segment for segment, _purpose in waiting})
    for segment, purpose in waiting:
        count_reach(segment=segments[segment], purpose=purpose, now=now)
    return len(waiting)


def _members_aside(segment: Segment) -> QuerySet[Customer]:
    """Return the members by way of a table whose size the planner knows.

    Right after many have come in, the planner believes that a segment is empty, and compares each member with
    everybody (seen at 166,000 members: minutes instead of a second); the application may not ANALYZE the real table.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.segment_counted")
        cursor.execute(_SET_ASIDE, [segment.pk])
        cursor.execute("ANALYZE segment_counted")
    aside = RawSQL("SELECT customer_id FROM segment_counted", ())
    return Customer.objects.filter(pk__in=aside)


def _known_ends(segment: Segment, channel: str, members: int, now: datetime) -> list[int]:
    """Return the counts of the first steps: members, and their contact details where another purpose counted them now.

    Neither depends on the purpose, and there is a staircase for every purpose and channel.
    """
    figures = ReachFigure.objects.filter(segment=segment, channel=channel, counted_at=now)
    for steps in figures.values_list("steps", flat=True)[:1]:
        if steps[0]["count"] == members:
            return [members, steps[1]["count"]]
    return [members]


def _counted(
    members: QuerySet[Customer], known: Sequence[int], *, purpose: str, channel: str, now: datetime
) -> list[dict[str, Any]]:
    """Return each step's number, the first of them known; below a step with nobody nothing is asked."""
    counts = list(known)
    found = reach_steps(members, purpose=purpose, channel=channel, now=now)
    for step in found[len(known) :]:
        counts.append(step.customers.count() if counts[-1] else 0)
    return [{"key": step.key, "count": count} for step, count in zip(found, counts, strict=True)]
