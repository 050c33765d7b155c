"""Cells that no spreadsheet runs: one rule, for text made here and for text made by the database.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which our own readers take off again.
A telephone number in strict E.164 passes as it is: "+4791234567" runs nothing, "+1-1" would.
"""

import re

from django.db.models import Func, TextField

GUARD = "'"
# What a workbook may hold: PostgreSQL and Python read these patterns alike.
CONTROLS = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]"
# Before such a text stands the guard. Full-width signs count: Excel takes them for the plain ones.
_STARTS_FORMULA = r"^(?!\+[0-9]{7,15}\Z)(?=[\t\r\n]|[ \u00a0]*[=+@\uff1d\uff0b\uff0d\uff20-])"
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
    """The same as `safe_cell`, in the database."""

    template = (
        f"regexp_replace(regexp_replace(%(expressions)s, '{CONTROLS}', '', 'g'), "
        f"'{_STARTS_FORMULA}', '{GUARD}{GUARD}')"
    )
    output_field = TextField()


class CleanText(Func):
    """A text without the control characters that a workbook cannot hold, in the database."""

    template = f"regexp_replace(%(expressions)s, '{CONTROLS}', '', 'g')"
    output_field = TextField()
