"""The last day for an answer: one calendar month, moved off weekends and public holidays of the country."""

from datetime import date

import pytest

from consents.request_clock import answer_by


@pytest.mark.parametrize(
    ("received", "country", "last_day"),
    [
        ("2026-02-10", "NO", "2026-03-10"),  # the same date of the next month
        ("2026-08-31", "NO", "2026-09-30"),  # a month without a 31st
        ("2028-01-31", "NO", "2028-02-29"),  # a leap year
        ("2026-01-31", "NO", "2026-03-02"),  # 28 February is a Saturday
        ("2026-04-17", "NO", "2026-05-18"),  # 17 May is a Sunday, and Constitution Day
        ("2026-03-05", "NO", "2026-04-07"),  # Easter Sunday, then Easter Monday
        ("2026-11-25", "NO", "2026-12-28"),  # Christmas, and the Sunday after it
        ("2025-12-01", "NO", "2026-01-02"),  # over the end of the year
        ("2026-11-24", "NO", "2026-12-24"),  # a working day in Norway
        ("2026-11-24", "FI", "2026-12-28"),  # a holiday in Finland
        ("2026-05-17", "IS", "2026-06-18"),  # the national day of Iceland
        ("2025-12-06", "SE", "2026-01-07"),  # Epiphany is free in Sweden
        ("2025-12-06", "DK", "2026-01-06"),  # and not in Denmark
        ("2025-12-01", "XX", "2026-01-01"),  # an unknown country has weekends alone
        ("2026-01-31", "XX", "2026-03-02"),
    ],
)
def test_one_month(received, country, last_day):
    found = answer_by(date.fromisoformat(received), months=1, country=country)
    assert found == date.fromisoformat(last_day)


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        ("2026-01-31", "2026-04-30"),
        ("2025-11-30", "2026-03-02"),  # 28 February is a Saturday
        ("2026-10-01", "2027-01-04"),  # New Year's Day, a Saturday, a Sunday
        ("2026-07-24", "2026-10-26"),  # a Saturday
    ],
)
def test_three_months_with_an_extension(received, last_day):
    found = answer_by(date.fromisoformat(received), months=3, country="NO")
    assert found == date.fromisoformat(last_day)
