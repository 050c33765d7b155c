"""One operator applied to one expression: what every kind of reading shares. Nothing here is text of SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, StrIndex, Upper
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from segments.rules.ast import Condition
from segments.rules.scope import midnight, shifted

Subject = Combinable | F
NOBODY = Q(Value(False, output_field=BooleanField()))
EVERYBODY = Q(Value(True, output_field=BooleanField()))
Bound = Callable[[date], Any]


@dataclass(frozen=True, slots=True)
class Test:
    """A database condition; unless it is certain, SQL may answer "unknown", which has to count as no.

    `opposite` is the condition for everybody else, where that can be said so that an index answers it.
    """

    holds: Q
    is_certain: bool = False
    opposite: Q | None = None

    def turned_round(self) -> Q:
        """Return the condition for everybody else."""
        if self.opposite is not None:
            return self.opposite
        return ~(self.holds if self.is_certain else surely(self.holds))


def any_of(conditions: list[Q]) -> Q:
    """Return the condition that one of these holds; of none: nobody."""
    return reduce(or_, conditions) if conditions else NOBODY


def surely(condition: Q) -> Q:
    """Return the condition with "unknown" made "no", so that it can be turned round."""
    wrapped = ExpressionWrapper(condition, output_field=BooleanField())
    return Q(Coalesce(wrapped, Value(False), output_field=BooleanField()))


def number_test(operator: str, subject: Subject, value: Any) -> Q:
    """Compare a number."""
    if operator == "between":
        low, high = value
        return Q(GreaterThanOrEqual(subject, low)) & Q(LessThanOrEqual(subject, high))
    return Q(_NUMBER_LOOKUPS[operator](subject, value))


def holds_for_zero(operator: str, value: Any) -> bool:
    """Say whether nothing counted, which is 0, passes."""
    zero = Decimal(0)
    if operator == "between":
        return bool(value[0] <= zero <= value[1])
    return _NUMBER_CHECKS[operator](zero, value)


def text_test(operator: str, subject: Subject, value: Any) -> Q:
    """Compare a text without regard to case."""
    text = Upper(subject)
    if operator == "one_of":
        return any_of([Q(Exact(text, Upper(Value(each)))) for each in value])
    wanted = Upper(Value(value))
    if operator == "contains":
        return Q(GreaterThan(StrIndex(text, wanted), 0))
    if operator == "starts_with":
        return Q(Exact(StrIndex(text, wanted), 1))
    return Q(Exact(text, wanted))


def code_test(operator: str, subject: Subject, value: Any) -> Q:
    """Compare a code from a closed list, exactly."""
    codes = value if operator == "one_of" else (value,)
    return any_of([Q(Exact(subject, Value(code))) for code in codes])


def array_test(operator: str, column: str, value: Any) -> Q:
    """Compare an array column of the catalogue with some words."""
    words = Value(list(value), output_field=ArrayField(CharField()))
    return Q((f"{column}__{'contains' if operator == 'has_all' else 'overlap'}", words))


def day_range(condition: Condition, today: date) -> tuple[date | None, date | None]:
    """Return the days that an operator means: from the first (included) to the second (not included)."""
    value: Any = condition.value
    if condition.operator in {"last_days", "days_ago", "next_days"}:
        edge = shifted(today, value if condition.operator == "next_days" else -value)
        return {
            "last_days": (edge, shifted(today, 1)),
            "days_ago": (None, edge),
            "next_days": (today, shifted(edge, 1)),
        }[condition.operator]
    if condition.operator == "from_to":
        return value[0], shifted(value[1], 1)
    return {
        "on": (value, shifted(value, 1)),
        "before": (None, value),
        "after": (shifted(value, 1), None),
    }[condition.operator]


def day_test(
    condition: Condition, subject: Subject, today: date, bound: Bound = lambda day: day
) -> Q:
    """Compare a date; `bound` turns a day into what the subject holds (a day, an instant, a text)."""
    first, end = day_range(condition, today)
    found = Q(IsNull(subject, False))
    if first is not None:
        found &= Q(GreaterThanOrEqual(subject, Value(bound(first))))
    if end is not None:
        found &= Q(LessThan(subject, Value(bound(end))))
    return found


def instant_test(condition: Condition, subject: Subject, today: date) -> Q:
    """Compare a moment by the day on which it was where the company is."""
    return day_test(condition, subject, today, midnight)


def _is(left: Decimal, right: Decimal) -> bool:
    return left == right


_NUMBER_LOOKUPS: dict[
    str, type[Exact | GreaterThan | GreaterThanOrEqual | LessThan | LessThanOrEqual]
] = {
    "is": Exact,
    "at_least": GreaterThanOrEqual,
    "at_most": LessThanOrEqual,
    "more_than": GreaterThan,
    "less_than": LessThan,
}
_NUMBER_CHECKS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "is": _is,
    "at_least": lambda left, right: left >= right,
    "at_most": lambda left, right: left <= right,
    "more_than": lambda left, right: left > right,
    "less_than": lambda left, right: left < right,
}
