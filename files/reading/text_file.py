"""What a text file is: found out once, before anything is read or saved."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from files.reading.delimited import read_records
from files.reading.dialect import guess_delimiter, guess_quotechar, separator_line
from files.reading.encoding import Encoding, chosen_encoding, detect_encoding
from files.reading.errors import UnreadableFileError
from files.reading.header import column_names, find_header, is_surely_data
from files.reading.lines import LineSource, LineTooLongError, open_lines
from files.reading.shape import FileShape

SAMPLE_ROWS = 200
MAX_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class _Record:
    begin: int
    end: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text file as far as it is known: its letters, its marks and its first records."""

    encoding: Encoding
    delimiter: str
    quotechar: str
    named_separator: bool
    records: list[_Record]
    top: int


def sniff_text(
    path: Path, *, file_name: str = "", encoding: str = "", delimiter: str = ""
) -> FileShape:
    """Return how to read a text file; raise UnreadableFileError where it is no table.

    The whole file is read once for its encoding, the first 200 rows for everything else. An encoding or delimiter that
    a person has chosen is taken as it is.
    """
    text = _look_at(path, encoding, delimiter)
    if not any(cell.strip() for record in text.records[text.top :] for cell in record.cells):
        raise UnreadableFileError(_("The file is empty."))
    first, rest = text.records[text.top], text.records[text.top + 1 :]
    has_header = not is_surely_data(first.cells, [record.cells for record in rest])
    names = first.cells if has_header else []
    body = rest if has_header else [first, *rest]
    columns = column_names(_without_empty_tail(names, body, first.cells))
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFileError(
            _("The file has %(columns)s columns; %(limit)s is the limit.")
            % {"columns": len(columns), "limit": MAX_COLUMNS}
        )
    return FileShape(
        format="csv",
        file_name=file_name or path.name,
        size=path.stat().st_size,
        encoding=text.encoding.name,
        has_bom=text.encoding.bom_length > 0,
        delimiter=text.delimiter,
        quotechar=text.quotechar,
        has_header=has_header,
        columns=columns,
        preamble=_preamble(text),
        body_offset=first.end if has_header else first.begin,
        body_row=_number(text, text.top) + has_header,
        warnings=_warnings(text.encoding, has_header=has_header),
        sample=_sample(body, len(columns)),
    )


def _look_at(path: Path, said_encoding: str, said_delimiter: str) -> _Text:
    encoding = chosen_encoding(path, said_encoding) if said_encoding else detect_encoding(path)
    with open_lines(path, encoding.name, encoding.bom_length) as source:
        lines = _first_lines(source)
    separator = separator_line(lines[0]) if lines else ""
    body = lines[1:] if separator else lines
    quotechar = guess_quotechar(body)
    delimiter = said_delimiter or separator or guess_delimiter(body, quotechar)
    with open_lines(path, encoding.name, encoding.bom_length) as source:
        records = [
            _Record(begin, source.offset, cells)
            for begin, cells, _problem in islice(
                read_records(source, delimiter, quotechar), SAMPLE_ROWS + 1
            )
        ]
    skipped = 1 if separator else 0
    top = skipped + find_header([record.cells for record in records[skipped:]])
    return _Text(encoding, delimiter, quotechar, bool(separator), records, top)


def _first_lines(source: LineSource) -> list[str]:
    """Return the first lines; one that passes the limit is left to be told with its row."""
    lines: list[str] = []
    for _attempt in range(SAMPLE_ROWS):
        try:
            lines.append(next(source))
        except StopIteration:
            break
        except LineTooLongError as error:
            if not lines:
                raise UnreadableFileError(
                    _("The first row is longer than 8 MB; this is no table.")
                ) from error
    return lines


def _number(text: _Text, index: int) -> int:
    """Return the number that a spreadsheet shows for a record; it swallows the `sep=` line."""
    return index + 1 - text.named_separator


def _preamble(text: _Text) -> tuple[str, ...]:
    """Return what stands above the header; a separator line is told as it was written."""
    above = [text.delimiter.join(record.cells).strip() for record in text.records[: text.top]]
    if text.named_separator:
        above[0] = f"sep={text.delimiter}"
    return tuple(above)


def _without_empty_tail(names: list[str], body: list[_Record], first: list[str]) -> list[str]:
    """Cut unnamed columns off the end of the header where no row fills them."""
    cells = list(names or [""] * len(first))
    while cells and not cells[-1].strip():
        place = len(cells) - 1
        if any(len(row.cells) > place and row.cells[place].strip() for row in body):
            break
        cells.pop()
    return cells


def _sample(body: list[_Record], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the right width, cut or not, without blank ones."""
    rows = [record.cells for record in body]
    return tuple(
        tuple(cells[:width])
        for cells in rows
        if any(cell.strip() for cell in cells[:width]) and _fits(cells, width)
    )


def _fits(cells: list[str], width: int) -> bool:
    return len(cells) >= width and not any(cell.strip() for cell in cells[width:])


def _warnings(encoding: Encoding, *, has_header: bool) -> tuple[str, ...]:
    found = []
    if not encoding.certain and encoding.name == "utf-8":
        found.append(_("Some letters cannot be read; their rows are left out."))
    elif not encoding.certain:
        found.append(
            _("The letters were read as %(encoding)s; look whether names are right.")
            % {"encoding": encoding.name}
        )
    if not has_header:
        found.append(_("The file names no columns; the first row was taken as data."))
    return tuple(found)
