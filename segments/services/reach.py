"""The staircase of law 5, counted by a run and stored with its time (law 8)."""

from datetime import datetime

from django.db import transaction

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, reach_steps
from profiles.models import Customer
from segments.models import ReachFigure, Segment


def reach_pairs(segment: Segment) -> list[tuple[str, str]]:
    """Return every purpose and channel that a segment's staircase is counted for, its own purpose first."""
    contact = [purpose.slug for purpose in purposes(PurposeKind.CONTACT)]
    contact.sort(key=lambda slug: slug != segment.purpose_id)
    return [(purpose, channel.value) for purpose in contact for channel in Channel]


def count_reach(*, segment: Segment, purpose: str, channel: str, now: datetime) -> ReachFigure:
    """Count one staircase and store it; below a step with nobody nothing is asked."""
    members = Customer.objects.filter(memberships__segment=segment)
    with transaction.atomic():
        steps, count = [], -1
        for step in reach_steps(members, purpose=purpose, channel=channel, now=now):
            count = step.customers.count() if count else 0
            steps.append({"key": step.key, "count": count})
        return ReachFigure.objects.update_or_create(
            segment=segment,
            purpose=purpose,
            channel=channel,
            defaults={"steps": steps, "counted_at": now, "outdated_at": None},
        )[0]


def recount_outdated(*, now: datetime, limit: int = 200) -> int:
    """Count the staircases anew whose people have changed since they were counted; return how many."""
    waiting = list(
        ReachFigure.objects.filter(outdated_at__isnull=False)
        .select_related("segment")
        .order_by("outdated_at")[:limit]
    )
    for figure in waiting:
        count_reach(segment=figure.segment, purpose=figure.purpose, channel=figure.channel, now=now)
    return len(waiting)
