"""Age in whole years, as a range of birth dates, or of birth years where only those are known or may be read."""

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, IsNull, LessThanOrEqual

from segments.rules.ast import Condition
from segments.rules.catalog import Age, Field
from segments.rules.comparing import Test, any_of
from segments.rules.scope import Moment

OLDEST = 1000


def read_age(condition: Condition, field: Field, reads: Age, moment: Moment) -> Test:
    """Test the age today; somebody born on 29 February turns a year older on 1 March of other years."""
    del field
    date_known, year_known = Q(IsNull(F("birth_date"), False)), Q(IsNull(F("birth_year"), False))
    if condition.operator in {"known", "unknown"}:
        known = any_of([date_known] * reads.from_date + [year_known] * reads.from_year)
        is_known = condition.operator == "known"
        return Test(known if is_known else ~known & _never_said(reads), is_certain=True)
    youngest, oldest = _range(condition)
    by_date = date_known & _dates(youngest, oldest, moment.today)
    by_year = year_known & _years(youngest, oldest, moment.today)
    if reads.from_date and reads.from_year:
        return Test(by_date | (Q(IsNull(F("birth_date"), True)) & by_year))
    return Test(by_date if reads.from_date else by_year)


def _never_said(reads: Age) -> Q:
    return ~Q(
        attributes__has_any_keys=["birth_date"] * reads.from_date + ["birth_year"] * reads.from_year
    )


def _range(condition: Condition) -> tuple[int | None, int | None]:
    """Return the lowest and highest age that pass, kept within what a calendar can hold."""
    value: Any = condition.value
    if condition.operator == "between":
        return _kept(value[0]), _kept(value[1])
    years = _kept(value)
    return {
        "is": (years, years),
        "at_least": (years, None),
        "at_most": (None, years),
        "more_than": (years + 1, None),
        "less_than": (None, years - 1),
    }[condition.operator]


def _kept(years: Any) -> int:
    return max(-OLDEST, min(OLDEST, int(years)))


def _dates(youngest: int | None, oldest: int | None, today: date) -> Q:
    found = Q()
    if youngest is not None:
        found &= Q(LessThanOrEqual(F("birth_date"), _years_before(today, youngest)))
    if oldest is not None:
        found &= Q(GreaterThan(F("birth_date"), _years_before(today, oldest + 1)))
    return found


def _years(youngest: int | None, oldest: int | None, today: date) -> Q:
    found = Q()
    if youngest is not None:
        found &= Q(LessThanOrEqual(F("birth_year"), today.year - youngest))
    if oldest is not None:
        found &= Q(GreaterThanOrEqual(F("birth_year"), today.year - oldest))
    return found


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        # 29 February in a year that has none: whoever was born up to the 28th has had the birthday.
        return date(today.year - years, 2, 28)
