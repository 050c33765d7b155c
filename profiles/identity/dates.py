"""Days, years and moments, in the orders and words in which people write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood
from profiles.identity.months import month_number
from profiles.identity.text import clean_line

FIRST_YEAR, LAST_YEAR = 1800, 2200
TWO_DIGIT_PIVOT = 69  # as POSIX: 69 to 99 are 19xx

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?!\d)")
_COMPACT = re.compile(r"\d{8}(?!\d)")
_NUMBERS = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th|:e)?[.\s-]*([^\W\d_]+)[.,\s-]*(\d{4}|\d{2})(?!\d)")
_NAME_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?:T|,|at|kl\.?|klo|\s)*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*(am|pm)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\s+utc)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}|\d{13}")
_EPOCH_SECONDS_LENGTH = 10


def normalise_date(raw: Any, convention: Convention) -> str:
    """Return the day as YYYY-MM-DD; a time beside it is dropped."""
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        return _in_range(raw.isoformat(), day, convention).isoformat()
    text = clean_line(raw)
    day, rest = _day(text, convention)
    if rest:
        _clock(text, rest)
    return _in_range(text, day, convention).isoformat()


def normalise_year(raw: Any, convention: Convention) -> int:
    """Return the year, of a year alone or of a date."""
    text = clean_line(raw).removesuffix(".0")
    if text.isascii() and text.isdigit() and len(text) in {2, 4}:
        year = _full_year(text, convention)
        return _in_range(text, _made(text, year, 1, 1), convention).year
    return int(normalise_date(text, convention)[:4])


def parse_moment(raw: Any, convention: Convention, zone: tzinfo = UTC) -> datetime:
    """Return an aware moment; a time without its zone is of `zone`, a day alone is its midnight."""
    if isinstance(raw, datetime):
        return raw if raw.tzinfo else raw.replace(tzinfo=zone)
    text = clean_line(raw)
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1 if len(text) == _EPOCH_SECONDS_LENGTH else 1000)
        return datetime.fromtimestamp(seconds, UTC)
    day, rest = _day(text, convention)
    clock, own_zone = _clock(text, rest) if rest else (time(), None)
    return datetime.combine(_in_range(text, day, convention), clock, own_zone or zone)


def _in_range(text: str, day: date, convention: Convention) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise not_understood(
            text,
            _("“%(value)s” is not a likely date; years run from %(first)s to %(last)s."),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    if convention.past and convention.today and day > convention.today:
        raise not_understood(text, _("“%(value)s” lies in the future; check the year."))
    return day


def _day(text: str, convention: Convention) -> tuple[date, str]:
    """Return the day at the start of the text, and what stands after it."""
    iso = _ISO.match(text)
    if iso and not text[10:11].isdigit():
        return _made(text, int(iso[1]), int(iso[2]), int(iso[3])), text[10:]
    for pattern, read in _READERS:
        match = pattern.match(text)
        if match:
            year, month, day = read(match, convention)
            return _made(text, year, month, day), text[match.end() :].strip()
    raise not_understood(
        text, _("“%(value)s” is not a date; write it as 2024-03-12 or 12.03.2024.")
    )


def _year_first(match: re.Match[str], _convention: Convention) -> tuple[int, int, int]:
    return int(match[1]), int(match[3]), int(match[4])


def _compact(match: re.Match[str], _convention: Convention) -> tuple[int, int, int]:
    """Read YYYYMMDD, or DDMMYYYY where the first four digits are no year."""
    digits = match[0]
    if FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return int(digits[4:]), int(digits[2:4]), int(digits[:2])


def _numbers(match: re.Match[str], convention: Convention) -> tuple[int, int, int]:
    """Read three numbers; with dots between them the day comes first everywhere."""
    first, second = int(match[1]), int(match[3])
    if not convention.day_first and match[2] != ".":
        first, second = second, first
    return _full_year(match[4], convention), second, first


def _day_name(match: re.Match[str], convention: Convention) -> tuple[int, int, int]:
    return _full_year(match[3], convention), month_number(match[2]), int(match[1])


def _name_day(match: re.Match[str], _convention: Convention) -> tuple[int, int, int]:
    return int(match[3]), month_number(match[1]), int(match[2])


_READERS = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _compact),
    (_NUMBERS, _numbers),
    (_DAY_NAME, _day_name),
    (_NAME_DAY, _name_day),
)


def _full_year(digits: str, convention: Convention) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 (a year of two digits is short for one of four)
        return year
    if convention.past and convention.today:
        return year + (2000 if 2000 + year <= convention.today.year else 1900)
    return year + (1900 if year >= TWO_DIGIT_PIVOT else 2000)


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise not_understood(
            text, _("“%(value)s” is not a day in the calendar; check day, month and their order.")
        ) from error


def _clock(text: str, rest: str) -> tuple[time, tzinfo | None]:
    match = _CLOCK.fullmatch(rest)
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 (one sentence for everything that is no time)
        hour = _hour(int(match[1]), (match[4] or "").lower())
        return time(hour, int(match[2]), int(match[3] or 0)), _zone(match[5])
    except ValueError as error:
        raise not_understood(
            text, _("“%(value)s” is not a date and time; write it as 2024-03-12 14:30.")
        ) from error


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:  # noqa: PLR2004 (the clock face)
        raise ValueError
    return hour % 12 + (12 if half == "pm" else 0)


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written.lower() in {"z", "utc", "gmt"}:
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written[0] == "-" else offset)
