"""The rows of a text file, in constant memory, bad ones apart from good ones."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from files.reading.lines import LineSource, LineTooLongError, UnclosedQuoteError, open_lines
from files.reading.shape import WHITE_SPACE, FileShape, Row

MAX_CELL = 1 << 20

_UNDECODED = re.compile("[\udc80-\udcff]")
_UNPRINTABLE = re.compile("[\ud800-\udfff\x00]")

csv.field_size_limit(MAX_CELL)


def read_rows(path: Path, shape: FileShape, start: int = 0, offset: int = 0) -> Iterator[Row]:
    """Yield the rows from number `start` on; a row's `offset` with it spares reading those before.

    Blank rows are passed over, but numbered, as a spreadsheet does.
    """
    number = start if offset else shape.body_row
    with open_lines(path, shape.encoding, offset or shape.body_offset) as source:
        for begin, cells, problem in read_records(source, shape.delimiter, shape.quotechar):
            if number >= start and (problem or (any(cells) and not _is_blank(cells))):
                yield _row(number, begin, source, cells, shape.width, problem)
            number += 1


def read_records(
    source: LineSource, delimiter: str, quotechar: str
) -> Iterator[tuple[int, list[str], str]]:
    """Yield (byte, cells, problem) of each record; after a broken one the next line starts anew."""
    if delimiter == WHITE_SPACE:
        yield from _read_columns(source)
        return
    reader = csv.reader(
        source, delimiter=delimiter, quotechar=quotechar, skipinitialspace=True, strict=True
    )
    while True:
        begin = source.start_record()
        try:
            yield begin, next(reader), ""
        except StopIteration:
            return
        except (csv.Error, LineTooLongError, UnclosedQuoteError) as error:
            cells, problem = _broken(source, error, delimiter)
            yield begin, cells, problem


def _read_columns(source: LineSource) -> Iterator[tuple[int, list[str], str]]:
    while True:
        begin = source.start_record()
        try:
            yield begin, next(source).split(), ""
        except StopIteration:
            return
        except LineTooLongError as error:
            yield begin, [], _broken(source, error, WHITE_SPACE)[1]


def _broken(source: LineSource, error: Exception, delimiter: str) -> tuple[list[str], str]:
    """Return the cells of a record's first line as well as they can be told, and what is wrong."""
    if isinstance(error, LineTooLongError):
        return [], _("The row is longer than 8 MB.")
    if "field larger" in str(error) and len(source.record) == 1:
        return [], _("A cell is longer than 1 MB, which is the limit.")
    source.give_back_all_but_first()
    cells = [cell.strip('" \r\n') for cell in source.record[0].split(delimiter)]
    return cells, _("A quotation mark is missing or stands inside a cell; write it twice there.")


def _row(
    number: int, begin: int, source: LineSource, cells: list[str], width: int, problem: str
) -> Row:
    if len(cells) != width and not problem:
        cells, problem = _fitted(cells, width)
    if not problem and not all(map(str.isascii, source.record)):
        problem = _undecoded("".join(source.record), begin)
    if not problem and any("\x00" in line for line in source.record):
        problem = _("The row holds a NUL character (byte 0), as damaged files do.")
    if problem:
        cells = [_UNPRINTABLE.sub("�", cell[:MAX_CELL]) for cell in cells]
    return Row(number, begin, source.offset, cells, problem)


def _fitted(cells: list[str], width: int) -> tuple[list[str], str]:
    """Cut off blank cells beyond the last column; more or fewer cells than columns is a problem."""
    if len(cells) > width and _is_blank(cells[width:]):
        return cells[:width], ""
    text = ngettext(
        "The row has %(cells)s cell where the file has %(columns)s columns.",
        "The row has %(cells)s cells where the file has %(columns)s columns.",
        len(cells),
    )
    return cells, text % {"cells": len(cells), "columns": width}


def _undecoded(text: str, begin: int) -> str:
    found = _UNDECODED.search(text)
    if found is None:
        return ""
    return _("The byte %(byte)s in the row that starts at byte %(offset)s is not a letter.") % {
        "byte": f"0x{ord(found.group()) - 0xDC00:02X}",
        "offset": begin,
    }


def _is_blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)
