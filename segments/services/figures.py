"""The numbers of a day, kept for trends; written by the timetable, never by a request (law 8)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Avg, Count, F, Func
from django.utils import timezone

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, reach_steps
from profiles.models import Attribute, Customer, CustomerMetric
from segments.models import DailyFigure, Segment

Figure = tuple[str, str, int]


def record_daily_figures(*, now: datetime) -> int:
    """Write today's figures over those of the last hour; return how many."""
    day = timezone.localtime(now).date()
    found = [*_customers(), *_known(), *_members(), *_reach(now)]
    with transaction.atomic():
        DailyFigure.objects.bulk_create(
            [
                DailyFigure(day=day, name=name, scope=scope, value=value)
                for name, scope, value in found
            ],
            update_conflicts=True,
            unique_fields=["name", "scope", "day"],
            update_fields=["value"],
        )
    return len(found)


def _customers() -> Iterator[Figure]:
    """Yield how many customers there are, by kind too, and how well they are known on average (per cent)."""
    by_kind = dict(Customer.objects.order_by().values_list("kind").annotate(Count("pk")))
    yield "customers", "", sum(by_kind.values())
    for kind, count in by_kind.items():
        yield "customers", kind, count
    yield (
        "completeness",
        "",
        round(CustomerMetric.objects.aggregate(mean=Avg("completeness"))["mean"] or 0),
    )


def _known() -> Iterator[Figure]:
    """Yield, for each wanted fact, of how many customers it is missing or outdated."""
    for name in ("missing", "stale"):
        each = Func(F(name), function="unnest")
        counts = dict(
            CustomerMetric.objects.annotate(slug=each)
            .order_by()
            .values_list("slug")
            .annotate(Count("customer_id"))
        )
        for slug in Attribute.objects.wanted().values_list("slug", flat=True):
            yield name, slug, counts.get(slug, 0)


def _members() -> Iterator[Figure]:
    """Yield the size of each segment as its last refresh left it."""
    for slug, count in Segment.objects.filter(member_count__isnull=False).values_list(
        "slug", "member_count"
    ):
        yield "members", slug, count or 0


def _reach(now: datetime) -> Iterator[Figure]:
    """Yield how many customers may be contacted, by purpose and channel."""
    everybody = Customer.objects.all()
    for purpose in purposes(PurposeKind.CONTACT):
        for channel in Channel:
            steps = reach_steps(everybody, purpose=purpose.slug, channel=channel.value, now=now)
            yield "reach", f"{purpose.slug}/{channel}", steps[-1].customers.count()
