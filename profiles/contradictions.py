"""The kinds of contradiction between sources that are looked for: rooms join in their `apps.py`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

# Finders insert into this table of the transaction, a customer once a kind and scope; a scope is codes of sources,
# joined by ">", where a kind tells them apart.
FOUND = """
CREATE TEMPORARY TABLE found_contradiction (
    kind text NOT NULL, scope text NOT NULL DEFAULT '', customer_id uuid NOT NULL, other uuid
) ON COMMIT DROP
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says, in words; `detail` adds how or where."""

    source: str
    words: str
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ContradictionKind:
    """One way in which what is said cannot all be so.

    `sentence` says it of so many customers, a plural form with %(count)s in it. It and `title` get the names of the
    sources that the scope lists. `said` returns, for the rows of one page, what each source says; `slugs` are the facts
    that a colleague may correct to settle it.
    """

    slug: str
    title: Callable[[Sequence[str]], str]
    sentence: Callable[[int, Sequence[str]], str]
    advice: Any
    said: Callable[[Sequence[Any]], Mapping[UUID, Sequence[Said]]]
    slugs: Sequence[str] = ()
    order: int = 50


@dataclass(frozen=True, slots=True)
class Finder:
    """A search for some kinds at once: `find` fills `found_contradiction`, `newest` is what it depends on."""

    kinds: Sequence[ContradictionKind]
    find: Callable[[CursorWrapper, datetime], None]
    newest: Callable[[], Collection[Any]]


_finders: list[Finder] = []


def add_finder(finder: Finder) -> None:
    """Let a room look for contradictions of its own."""
    _finders.append(finder)


def finders() -> tuple[Finder, ...]:
    """Return every room's search, in the order of the stairway."""
    return tuple(_finders)


def kinds() -> dict[str, ContradictionKind]:
    """Return every kind that is looked for, by its code."""
    return {kind.slug: kind for finder in _finders for kind in finder.kinds}
