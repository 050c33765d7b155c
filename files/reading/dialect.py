"""What separates the cells. csv.Sniffer answers "," for Nordic files; the rows are counted here."""

import re
from collections import Counter
from collections.abc import Sequence

import clevercsv

from files.reading.delimited import read_records
from files.reading.lines import lines_of_text
from files.reading.shape import WHITE_SPACE

# In the order of trust where two fit equally well: a comma is also a decimal mark.
CANDIDATES = (";", "\t", "|", ",")
_GOOD_ENOUGH = 0.1
_HEADER_DISAGREES = 0.3
_TITLE_SHARE = 3  # a row that fills less than a third of the columns is a title, not the header
_TIE_LINES = 50
_SEPARATOR_LINE = re.compile(r'"?sep=([;,|:^~\t])"?\s*', re.IGNORECASE)
_WIDE_RUN = re.compile(r"^\s|\S\s{2,}\S")


def separator_line(line: str) -> str:
    """Return the separator that Excel's `sep=;` line names, or nothing."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match else ""


def guess_delimiter(lines: Sequence[str], quotechar: str) -> str:
    """Return ; , tab or |, or WHITE_SPACE; a comma where the file has one column."""
    scores = {mark: _score(lines, mark, quotechar) for mark in CANDIDATES}
    best = max(scores.values())
    if best < _GOOD_ENOUGH:
        return WHITE_SPACE if _fits_white_space(lines) else ","
    equals = [mark for mark in CANDIDATES if scores[mark] == best]
    return equals[0] if len(equals) == 1 else _settle(lines, equals)


def guess_quotechar(lines: Sequence[str]) -> str:
    """Return the double mark, or the single one where most lines begin and end with it."""
    filled = [line.strip() for line in lines if line.strip()]
    single = sum(len(line) > 1 and line[0] == line[-1] == "'" for line in filled)
    if any('"' in line for line in filled) or single * 2 <= len(filled):
        return '"'
    return "'"


def _score(lines: Sequence[str], delimiter: str, quotechar: str) -> float:
    """Return 0 to 1: how evenly the mark divides the rows, and into how many cells."""
    widths = [width for width in _widths(lines, delimiter, quotechar) if width]
    if not widths:
        return 0.0
    width, rows = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    if width < 1:
        return 0.0
    even = rows / len(widths)
    header = next((found for found in widths if found * _TITLE_SHARE > width), width)
    agreement = 1 if header == width else _HEADER_DISAGREES
    return round(even * even * agreement * (1 - 1 / width), 3)


def _widths(lines: Sequence[str], delimiter: str, quotechar: str) -> list[int]:
    """Return how many cells each row has; -1 for a row whose quotation marks do not fit."""
    source = lines_of_text("".join(lines))
    return [
        -1 if problem else _filled_width(cells)
        for _begin, cells, problem in read_records(source, delimiter, quotechar)
    ]


def _filled_width(row: list[str]) -> int:
    """Count the cells: none in a blank row, one in a title above the table."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    return len(filled) if filled in ([], [0]) else len(row)


def _settle(lines: Sequence[str], marks: list[str]) -> str:
    """Ask clevercsv, which weighs the kinds of cells; where it will not say, trust the order."""
    try:
        found = clevercsv.Sniffer().sniff("".join(lines[:_TIE_LINES]), delimiters=marks)
    except clevercsv.Error:
        return marks[0]
    return found.delimiter if found and found.delimiter in marks else marks[0]


def _fits_white_space(lines: Sequence[str]) -> bool:
    """Return whether blanks line up columns: one count of words, and runs wider than one blank."""
    filled = [line for line in lines if line.strip()]
    counts = {len(line.split()) for line in filled}
    return len(counts) == 1 and counts.pop() > 1 and any(map(_WIDE_RUN.search, filled))
