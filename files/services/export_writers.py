"""The two forms in which an audience leaves: text by COPY, and a workbook of text and number cells. Both stream."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from django.db import connection

from config.lib.spreadsheet import LONGEST_CELL, safe_cell, workbook_text
from files.choices import ExportFormat
from files.services.export_columns import Column, headings

# What Nordic spreadsheet programs open by a double click; numbers keep the decimal point, so that programs read them.
DELIMITER = ";"
BOM = b"\xef\xbb\xbf"
SHEET_ROWS = 1_048_576
_COPY = "COPY ({query}) TO STDOUT (FORMAT csv, DELIMITER ';', FORCE_QUOTE *)"


class AudienceWriter(Protocol):
    """Takes the answer of one query after another, and returns how many rows each had."""

    def write(self, sql: str, params: Sequence[Any]) -> int:
        """Write the rows of a query."""

    def close(self) -> None:
        """Finish the file."""


class CsvWriter:
    """UTF-8 with its mark, semicolons, every cell quoted; the rows never pass through Python objects."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("wb")
        head = io.StringIO()
        csv.writer(head, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(
            [safe_cell(heading) for heading in headings(columns)]
        )
        self._file.write(BOM + head.getvalue().encode())

    def write(self, sql: str, params: Sequence[Any]) -> int:
        """Let the database write the rows."""
        with connection.cursor() as cursor:
            with cursor.copy(_COPY.format(query=sql), params) as copy:
                for piece in copy:
                    self._file.write(piece)
            return int(cursor.rowcount)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class WorkbookWriter:
    """An Excel workbook in constant memory: text is typed as text; a full sheet is followed by another."""

    def __init__(self, path: Path, columns: Sequence[Column], sheet_rows: int = SHEET_ROWS) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._columns = columns
        self._sheet_rows = sheet_rows
        self._open_sheet()

    def write(self, sql: str, params: Sequence[Any]) -> int:
        """Write the rows of a query, as text or numbers by the column."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for row in cursor:
                self._write_row(row)
            return int(cursor.rowcount)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _open_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings(self._columns)):
            self._sheet.set_column(place, place, 20)
            self._sheet.write_string(0, place, workbook_text(heading), self._bold)
        self._next = 1

    def _write_row(self, row: Sequence[Any]) -> None:
        if self._next >= self._sheet_rows:
            self._open_sheet()
        for place, (column, cell) in enumerate(zip(self._columns, row, strict=True)):
            if cell in (None, ""):
                continue
            if column.is_number:
                self._sheet.write_number(self._next, place, float(cell))
            else:
                self._sheet.write_string(self._next, place, cell[:LONGEST_CELL])
        self._next += 1


WRITERS: dict[str, Callable[[Path, Sequence[Column]], AudienceWriter]] = {
    ExportFormat.CSV: CsvWriter,
    ExportFormat.XLSX: WorkbookWriter,
}
