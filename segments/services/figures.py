"""The numbers of a day, kept for trends; written by the timetable and after an import, never by a request (law 8).

What happened is counted anew for the two weeks that are shown, because what an undone file brought is there no longer,
and the lists behind the numbers show what is there now. What asks every customer about every purpose rests as
`profiles.services.pace` says, but each day has its own.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Avg, Count, F, Func
from django.utils import timezone

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, staircase_counts
from consents.selectors.figures import consents_at_risk, consents_between
from consents.selectors.staircases import TOP
from profiles.choices import AppliesTo
from profiles.models import Attribute, Customer, CustomerMetric
from profiles.selectors.figures import new_customers, protected
from profiles.services.pace import is_due, timed
from segments.models import DailyFigure, Segment
from segments.registry import Figure, happened
from segments.services.stair_lists import keep_few

REACH = "reach"
# Days, today among them.
RECOUNTED = 14


def record_daily_figures(*, now: datetime) -> int:
    """Write today's figures over those of the last hour, and yesterday's last minutes; return how many."""
    today = timezone.localdate(now)
    by_kind = dict(Customer.objects.order_by().values_list("kind").annotate(Count("pk")))
    found = [
        *_customers(by_kind),
        *_known(by_kind),
        *_members(),
        *protected(),
        *_of_day(today),
    ]
    stored = _store(today, found, now)
    for days in range(1, RECOUNTED):
        stored += _store(today - timedelta(days=days), _of_day(today - timedelta(days=days)), now)
    if _is_reach_due(today, now):
        with timed(REACH, now=now):
            stored += _store_slow(today, sum(by_kind.values()), now)
    return stored


def _store(day: date, found: Iterable[Figure], now: datetime) -> int:
    rows = [
        DailyFigure(day=day, name=name, scope=scope, value=value, counted_at=now)
        for name, scope, value in found
    ]
    with transaction.atomic():
        DailyFigure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["name", "scope", "day"],
            update_fields=["value", "counted_at"],
        )
    return len(rows)


def _customers(by_kind: dict[str, int]) -> Iterator[Figure]:
    """Yield how many customers there are, by kind too, and how well they are known on average (per cent)."""
    yield "customers", "", sum(by_kind.values())
    for kind, count in by_kind.items():
        yield "customers", kind, count
    yield (
        "completeness",
        "",
        round(CustomerMetric.objects.aggregate(mean=Avg("completeness"))["mean"] or 0),
    )


def _known(by_kind: dict[str, int]) -> Iterator[Figure]:
    """Yield, for each wanted fact, of how many customers it is known, missing or outdated."""
    counts = {name: _each(name) for name in ("missing", "stale")}
    for slug, applies_to in Attribute.objects.wanted().values_list("slug", "applies_to"):
        asked = sum(
            count for kind, count in by_kind.items() if applies_to in {AppliesTo.BOTH, kind}
        )
        lacking = {name: found.get(slug, 0) for name, found in counts.items()}
        for name, count in lacking.items():
            yield name, slug, count
        yield "known", slug, asked - sum(lacking.values())


def _each(name: str) -> dict[str, int]:
    found = CustomerMetric.objects.annotate(slug=Func(F(name), function="unnest"))
    return dict(found.order_by().values_list("slug").annotate(Count("customer_id")))


def _members() -> Iterator[Figure]:
    """Yield the size of each segment as its last refresh left it."""
    for slug, count in Segment.objects.filter(member_count__isnull=False).values_list(
        "slug", "member_count"
    ):
        yield "members", slug, count or 0


def _of_day(day: date) -> Iterator[Figure]:
    """Yield what happened on a day of the company's."""
    since = timezone.make_aware(datetime.combine(day, time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    yield from new_customers(since, until)
    yield from consents_between(since, until)
    yield from happened(since, until)


def _is_reach_due(today: date, now: datetime) -> bool:
    return (
        is_due(REACH, now=now) or not DailyFigure.objects.filter(name="reach", day=today).exists()
    )


@transaction.atomic
def _store_slow(today: date, customers: int, now: datetime) -> int:
    """Write the slow figures with the lists behind them."""
    return _store(today, _counted_slowly(customers, now), now)


def _counted_slowly(customers: int, now: datetime) -> Iterator[Figure]:
    """Yield how many customers may be contacted, by purpose and channel, and which consents need care."""
    uses = [
        (purpose.slug, channel.value)
        for purpose in purposes(PurposeKind.CONTACT)
        for channel in Channel
    ]
    keep = keep_few(None, uses=uses, customers=customers, stairs=[(TOP, TOP)])
    counts = staircase_counts(Customer.objects.all(), uses=uses, now=now, keep=keep)
    for (purpose, channel), steps in counts.items():
        yield "reach", f"{purpose}/{channel}", steps[-1]
    yield from consents_at_risk(now)
