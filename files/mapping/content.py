"""The second vote: what the cells of a column look like."""

import re
from collections.abc import Sequence

from profiles.identity.phones import is_phone_in_use

_SHARE = 0.8
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"'?(?:\+|00)?[\d\s()./-]{8,20}")
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d(?:\D.*)?|\d{1,2}([./-])\d{1,2}\1\d{2,4}(?:\D.*)?")
_TWO_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{2,4}(.*)", re.DOTALL)
_HALF_DAY = re.compile(r"\s[ap]m\b", re.IGNORECASE)
_COMMA_DECIMALS = re.compile(r"[-−]?[\d\s.]*\d,\d{1,2}")
_POINT_DECIMALS = re.compile(r"[-−]?[\d\s,]*\d\.\d{1,2}")
_MONTHS = 12
_SHORTEST_PHONE = 8


def looks_like_emails(cells: Sequence[str]) -> bool:
    """Return whether nearly all cells are e-mail addresses."""
    return _mostly(cells, [bool(_EMAIL.search(cell)) for cell in cells])


def looks_like_phones(cells: Sequence[str], country: str) -> bool:
    """Return whether nearly all cells are telephone numbers of ranges in use, written as such."""
    return _mostly(cells, [_is_phone(cell.strip(), country) for cell in cells])


def looks_like_dates(cells: Sequence[str]) -> bool:
    """Return whether nearly all cells are dates."""
    return _mostly(cells, [bool(_DATE.fullmatch(cell.strip())) for cell in cells])


def writes_month_first(cells: Sequence[str]) -> bool:
    """Return whether the dates of a column can only be read with the month first."""
    dates = [match for cell in cells if (match := _TWO_NUMBERS.fullmatch(cell.strip()))]
    if any(int(date[1]) > _MONTHS for date in dates):
        return False
    return any(int(date[3]) > _MONTHS or _HALF_DAY.search(date[4]) for date in dates)


def decimal_mark_of(cells: Sequence[str]) -> str:
    """Return the comma or the point where the numbers of a column leave no doubt."""
    comma = any(_COMMA_DECIMALS.fullmatch(cell.strip()) for cell in cells)
    point = any(_POINT_DECIMALS.fullmatch(cell.strip()) for cell in cells)
    if comma == point:
        return ""
    return "," if comma else "."


def _mostly(cells: Sequence[str], votes: list[bool]) -> bool:
    return bool(cells) and sum(votes) >= _SHARE * len(cells)


def _is_phone(cell: str, country: str) -> bool:
    """Return whether it is a number; bare digits need a mark, or order numbers would be ones."""
    if not _PHONE.fullmatch(cell) or sum(map(str.isdigit, cell)) < _SHORTEST_PHONE:
        return False
    marked = cell.lstrip("'").startswith(("+", "00")) or " " in cell
    return marked and not _DATE.fullmatch(cell) and is_phone_in_use(cell, country)
