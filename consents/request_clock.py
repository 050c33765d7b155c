"""How long an answer to a person's request may take: GDPR article 12(3), counted by Regulation 1182/71.

One month from receipt, three with an extension: until the end of the same date of that month, or of the month's last
day where it has no such date. A day that ends on a weekend or a public holiday of the country moves to the next working
day. For a country that the library does not know, weekends alone count.
"""

import calendar
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.holiday_base import HolidayBase

WITHOUT_REASON = 1
EXTENDED = 3
_SATURDAY = 5


def answer_by(received_on: date, *, months: int, country: str) -> date:
    """Return the last day for the answer to what came in on a day."""
    return next_working_day(_months_later(received_on, months), country=country)


def next_working_day(day: date, *, country: str) -> date:
    """Return the day itself, or the first after it on which the country works."""
    free = _public_holidays(country)
    while day.weekday() >= _SATURDAY or (free is not None and day in free):
        day += timedelta(days=1)
    return day


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=8)
def _public_holidays(country: str) -> HolidayBase | None:
    """Return the country's public holidays, which fill themselves year by year; nothing for an unknown country."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
