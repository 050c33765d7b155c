"""Codes that histories keep, in the reader's words: a purpose, a segment, a survey; rooms join in their `apps.py`."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

# (code) → its name, "" for one that is kept but not shown, None where it is not known any more.
Namer = Callable[[str], Any]

_namers: dict[str, Callable[[], Namer]] = {}


def add_names(kind: str, namer: Callable[[], Namer]) -> None:
    """Let a room name its codes of a kind; what the names need is read once for all rows of a page."""
    _namers[kind] = namer


class Wordbook:
    """The names of codes in the reader's language, each kind read when it is first asked for."""

    def __init__(self) -> None:
        self._open: dict[str, Namer] = {}

    def name(self, kind: str, code: str) -> str:
        """Return the name of a code; what has no name any more goes by its code."""
        if kind not in self._open:
            self._open[kind] = _namers[kind]()
        found = self._open[kind](code)
        return code if found is None else str(found)

    def words(self, reference: str) -> str:
        """Return a reference such as "segment:boots channel:email" in words; any other text as it stands."""
        parts = [part.partition(":") for part in reference.split()]
        if not all(code and kind in _namers for kind, _colon, code in parts):
            return reference
        return ", ".join(filter(None, (self.name(kind, code) for kind, _colon, code in parts)))


_book: ContextVar[Wordbook] = ContextVar("wordbook")


def open_wordbook() -> None:
    """Begin a new book for the page under way."""
    _book.set(Wordbook())


def wordbook() -> Wordbook:
    """Return the book of the page under way."""
    return _book.get()
