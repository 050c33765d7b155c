"""Cells that no spreadsheet runs: one rule, for text made here and for text made by the database.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which our own readers take off again.
A telephone number in strict E.164 passes as it is: "+4791234567" runs nothing, "+1-1" would.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter
from django.db.models import Func, TextField

GUARD = "'"
# What a workbook may hold: PostgreSQL and Python read these patterns alike.
CONTROLS = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]"
# Before such a text stands the guard. Full-width signs count: Excel takes them for the plain ones.
_STARTS_FORMULA = r"^(?!\+[0-9]{7,15}\Z)(?=[\t\r\n]|[ \u00a0]*[=+@\uff1d\uff0b\uff0d\uff20-])"
# Any text that the two patterns change has one of these in it, or begins so: one look is a third of two replacements.
_SUSPICIOUS = CONTROLS + r"|^[\t\r\n \u00a0=+@\uff1d\uff0b\uff0d\uff20-]"
LONGEST_CELL = 32_767

_controls = re.compile(CONTROLS)
_starts_formula = re.compile(_STARTS_FORMULA)


def safe_cell(text: str) -> str:
    """Return a cell of a text file so that no spreadsheet runs it."""
    return _starts_formula.sub(GUARD, _controls.sub("", text), count=1)


def workbook_text(text: str) -> str:
    """Return what a text cell of a workbook can hold; typed as text, it needs no guard."""
    return _controls.sub("", text)[:LONGEST_CELL]


class SafeCell(Func):
    """The same as `safe_cell`, in the database; a cell that needs neither, as most, is only looked at."""

    template = (
        f"(SELECT CASE WHEN cell ~ '{_SUSPICIOUS}' THEN regexp_replace(regexp_replace(cell, '{CONTROLS}', '', 'g'), "  # noqa: S608 - constants
        f"'{_STARTS_FORMULA}', '{GUARD}{GUARD}') ELSE cell END FROM (SELECT %(expressions)s AS cell) AS looked_at)"
    )
    output_field = TextField()


class CleanText(Func):
    """A text without the control characters that a workbook cannot hold, in the database."""

    template = f"regexp_replace(%(expressions)s, '{CONTROLS}', '', 'g')"
    output_field = TextField()


def unguarded(text: str) -> str:
    """Return a cell without the guard that `safe_cell` put before it."""
    return text[1:] if text[:1] == GUARD and safe_cell(text[1:]) == text else text


def csv_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as UTF-8 with its mark, semicolons, every cell quoted and none a formula."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(_text(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def workbook_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as an Excel workbook in which every cell is typed: text stays text."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, 20)
            sheet.write_string(0, place, workbook_text(heading), bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, workbook_text(_text(cell)))
    return file.getvalue()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLES: dict[str, Callable[[Sequence[str], Iterable[Sequence[Any]]], bytes]] = {
    "csv": csv_table,
    "xlsx": workbook_table,
}
