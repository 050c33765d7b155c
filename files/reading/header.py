"""Which row names the columns, and what the columns are called."""

import re
from collections import Counter
from collections.abc import Sequence
from unicodedata import normalize

_SEARCHED_ROWS = 10
_MIN_WIDTH_FOR_TITLES = 3
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*")
_NUMBER = re.compile(r"[+'’]?\d[\d\s.,-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the first row that is part of the table; titles may stand above it."""
    counts = Counter(_filled(row) for row in rows if _filled(row))
    width = max(counts, key=lambda count: (counts[count], count), default=0)
    if width < _MIN_WIDTH_FOR_TITLES:
        return next((index for index, row in enumerate(rows) if _filled(row)), 0)
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        if _filled(row) * 3 > width:
            return index
    return 0


def is_surely_data(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row cannot name columns: it holds what only data holds."""
    cells = [cell.strip() for cell in first]
    if any(map(_EMAIL.fullmatch, cells)):
        return True
    return any(
        _kind(cell) and not _YEAR.fullmatch(cell) and _is_column_of(_kind(cell), index, body)
        for index, cell in enumerate(cells)
    )


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return names that are trimmed, filled and unique: "Email" again is "Email (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        base = " ".join(normalize("NFC", cell).replace("\ufeff", "").split()) or f"Column {number}"
        name, copy = base, 2
        while name.casefold() in taken:
            name, copy = f"{base} ({copy})", copy + 1
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _kind(cell: str) -> str:
    if _DATE.fullmatch(cell):
        return "date"
    return "number" if _NUMBER.fullmatch(cell) else ""


def _is_column_of(kind: str, index: int, body: Sequence[Sequence[str]]) -> bool:
    cells = [row[index].strip() for row in body if index < len(row) and row[index].strip()]
    return bool(cells) and all(_kind(cell) == kind for cell in cells)
