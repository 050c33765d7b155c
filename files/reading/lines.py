"""Physical lines with the bytes they take, of any line ending, that can be given back."""

import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MAX_LINE = 8 << 20
MAX_RECORD_LINES = 1_000


class LineTooLongError(Exception):
    """A line passes the limit; its start is kept, the rest of it is skipped."""


class UnclosedQuoteError(Exception):
    """So many lines stand between two quotation marks that one of them must be missing."""


class LineSource:
    """Give a csv reader its lines, and remember the lines of the record at hand.

    `offset` is the byte after the last line given.
    """

    def __init__(self, file: io.TextIOWrapper, offset: int) -> None:
        self.offset = offset
        self.record: list[str] = []
        self._file = file
        self._encoding = file.encoding
        self._pending: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line with its ending."""
        line = self._pending.popleft() if self._pending else self._file.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.offset += self._length(line)
        self.record.append(line)
        if len(line) >= MAX_LINE:
            self._skip_rest()
            raise LineTooLongError
        if len(self.record) > MAX_RECORD_LINES:
            raise UnclosedQuoteError
        return line

    def start_record(self) -> int:
        """Forget the lines so far; return the byte at which the next record starts."""
        self.record.clear()
        return self.offset

    def give_back_all_but_first(self) -> None:
        """Make every line of the record but the first come again."""
        spare = self.record[1:]
        del self.record[1:]
        self.offset -= sum(map(self._length, spare))
        self._pending.extendleft(reversed(spare))

    def _length(self, line: str) -> int:
        if line.isascii() and not self._encoding.startswith("utf-16"):
            return len(line)
        return len(line.encode(self._encoding, self._file.errors or "strict"))

    def _skip_rest(self) -> None:
        while (more := self._file.readline(MAX_LINE)) and not more.endswith(("\n", "\r")):
            self.offset += self._length(more)
        self.offset += self._length(more)


@contextmanager
def open_lines(path: Path, encoding: str, offset: int) -> Iterator[LineSource]:
    """Open the lines of a file from a byte on; bytes that are no letters are lone surrogates."""
    with path.open("rb") as raw:
        raw.seek(offset)
        yield LineSource(_decoded(raw, encoding), offset)


def lines_of_text(text: str) -> LineSource:
    """Return the lines of a text at hand."""
    raw = io.BytesIO(text.encode("utf-8", "surrogateescape"))
    return LineSource(_decoded(raw, "utf-8"), 0)


def _decoded(raw: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Decode without ever raising; in UTF-16 a byte alone cannot be carried along, but replaced."""
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")
