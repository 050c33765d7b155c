"""How activities are counted: by the narrow row where it keeps the answer, else over the events."""

from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, IsNull, LessThan

from profiles.choices import EventKind
from profiles.models import Event, Product
from segments.rules.ast import Condition, Window
from segments.rules.catalog import Activity, Bought, Field
from segments.rules.comparing import (
    Test,
    any_of,
    holds_for_zero,
    instant_test,
    number_test,
    text_test,
)
from segments.rules.scope import Moment, midnight, shifted

# The kinds whose totals and dates CustomerMetric keeps.
_PREFIX = {"": "event", str(EventKind.PURCHASE): "purchase"}
_PRESENT = {("at_least", 1), ("more_than", 0)}
_ABSENT = {("is", 0), ("at_most", 0), ("less_than", 1)}


def read_activity(condition: Condition, field: Field, reads: Activity, moment: Moment) -> Test:
    """Test the number, the sum, the first or the last of one kind of activity."""
    prefix = _PREFIX.get(reads.kind)
    if reads.measure in {"first", "last"}:
        return _read_date(condition, reads, moment, prefix)
    if reads.measure == "sum" and field.unit:
        # The narrow row adds up all currencies: crowns and dollars make no sum of crowns.
        return _read_total(condition, reads, moment, field.unit)
    if prefix and condition.window is None:
        return Test(
            number_test(
                condition.operator, moment.figure(f"{prefix}_{reads.measure}"), condition.value
            ),
            is_certain=True,
        )
    asked = (condition.operator, condition.value)
    if reads.measure == "count" and asked in _PRESENT | _ABSENT:
        return _read_presence(condition, reads, moment, is_wanted=asked in _PRESENT)
    return _read_total(condition, reads, moment)


def _read_date(condition: Condition, reads: Activity, moment: Moment, prefix: str | None) -> Test:
    """Compare the day of the first or last activity; nobody without one passes."""
    if prefix:
        edge_of = moment.figure(f"{reads.measure}_{prefix}_at")
        return Test(instant_test(condition, edge_of, moment.today))
    edge = (Min if reads.measure == "first" else Max)("occurred_at")
    found = _events(reads, None, moment).values("customer_id").annotate(edge=edge)
    return _is_among(found.filter(instant_test(condition, F("edge"), moment.today)))


def _read_presence(
    condition: Condition, reads: Activity, moment: Moment, *, is_wanted: bool
) -> Test:
    """Test that there is an activity in the window, or that there is none."""
    prefix, window = _PREFIX.get(reads.kind), condition.window
    if prefix and window and window.until is None:
        last, start = moment.figure(f"last_{prefix}_at"), Value(_start(window, moment))
        recent = Q(GreaterThanOrEqual(last, start))
        absent = Q(LessThan(last, start)) | Q(IsNull(last, True))
    else:
        found = Exists(_events(reads, window, moment).filter(customer_id=OuterRef("pk")))
        recent, absent = Q(found), ~Q(found)
    return Test(recent, opposite=absent) if is_wanted else Test(absent, opposite=recent)


def _read_total(condition: Condition, reads: Activity, moment: Moment, currency: str = "") -> Test:
    """Compare a number or a sum; where nothing, which is 0, passes, those who fail are found and left out."""
    money: Any = DecimalField(max_digits=20, decimal_places=2)
    total: Any = Count("customer_id")
    if reads.measure == "sum":
        total = Coalesce(Sum("amount"), Value(0), output_field=money)
    events = _events(reads, condition.window, moment)
    if currency:
        events = events.filter(currency=currency)
    found = events.values("customer_id").annotate(total=total)
    test = number_test(condition.operator, F("total"), condition.value)
    if holds_for_zero(condition.operator, condition.value):
        return Test(~_is_among(found.filter(~test)).holds, is_certain=True)
    return _is_among(found.filter(test))


def read_bought(condition: Condition, field: Field, reads: Bought, moment: Moment) -> Test:
    """Test what was bought: by the name or code of a product or of its group, without regard to case."""
    del field, reads
    named = [
        text_test(condition.operator, F(name), condition.value)
        for name in ("name", "code", "group__name", "group__code")
    ]
    products = Product.objects.filter(any_of(named)).values("pk")
    purchases = _events(Activity(EventKind.PURCHASE, "count"), condition.window, moment)
    return _is_among(purchases.filter(lines__product__in=products))


def _is_among(found: QuerySet[Event, Any]) -> Test:
    return Test(Q(pk__in=found.values("customer_id")), is_certain=True)


def _events(reads: Activity, window: Window | None, moment: Moment) -> QuerySet[Event]:
    """Return the activities of a kind in a window, of the customers in scope."""
    found = moment.scope.events().order_by()
    if reads.kind:
        found = found.filter(kind=reads.kind)
    start, until = (_start(window, moment), window.until) if window else (None, None)
    if start is not None:
        found = found.filter(occurred_at__gte=start)
    return found if until is None else found.filter(occurred_at__lt=midnight(shifted(until, 1)))


def _start(window: Window, moment: Moment) -> Any:
    """Return the first instant of a window; one of days begins so many days before today and has no end."""
    if window.days is not None:
        return midnight(shifted(moment.today, -window.days))
    return None if window.since is None else midnight(window.since)
