"""One customer's segments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from config.lib.sorting import alphabetical
from profiles.models import Customer
from profiles.registry import TimelineEntry
from segments.models import FormerMembership, Membership, Segment


@dataclass(frozen=True, slots=True)
class SegmentOf:
    """One segment, and since when the customer is in it."""

    segment: Segment
    since: datetime | None


def memberships_of(customer: Customer) -> list[Membership]:
    """Return the segments that a customer is in, newest first."""
    return list(
        Membership.objects.filter(customer=customer)
        .select_related("segment")
        .order_by("-entered_at")
    )


def segments_of(customer: Customer) -> list[SegmentOf]:
    """Return every segment in use, with since when the customer is in it."""
    since = {row.segment_id: row.entered_at for row in Membership.objects.filter(customer=customer)}
    return [
        SegmentOf(segment, since.get(segment.pk))
        for segment in sorted(
            Segment.objects.filter(is_active=True), key=lambda each: alphabetical(each.name)
        )
    ]


def comings_and_goings(customer_uid: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Yield the newest segments that a customer came into or left, for the timeline."""
    entered = Membership.objects.filter(customer_id=customer_uid).select_related("segment")
    for row in entered.order_by("-entered_at")[:limit]:
        yield TimelineEntry(
            row.entered_at,
            "segment",
            _("Came into the segment “%(segment)s”") % {"segment": row.segment},
        )
    left = FormerMembership.objects.filter(customer_id=customer_uid).select_related("segment")
    for gone in left.order_by("-left_at")[:limit]:
        yield TimelineEntry(
            gone.left_at,
            "segment",
            _("Left the segment “%(segment)s”") % {"segment": gone.segment},
            gone.get_reason_display(),
        )
