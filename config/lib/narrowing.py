"""What a list can be narrowed by, said once: for its screen, and for its file that a worker writes later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.lib.errors import DomainError

Choices = Sequence[tuple[str, Any]]
LONGEST = 200


class NarrowingError(DomainError):
    """A list is asked for by something that it cannot be narrowed by."""


def _nothing(value: str) -> frozenset[str]:
    """Return no facts."""
    del value
    return frozenset()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One filter: `keep(rows, value, now)` narrows, also by '' where nothing is chosen.

    Without `choices` the value is free text. `facts(value)` are the facts that the filter reads, for law 4.
    """

    parameter: str
    title: Any
    keep: Callable[[QuerySet[Any], str, datetime], QuerySet[Any]]
    choices: Callable[[], Choices] | None = None
    facts: Callable[[str], frozenset[str]] = _nothing
    unchosen: Any = None

    def words(self, value: str) -> str:
        """Return a value as its list says it; '' for one that is none."""
        if self.choices is None:
            return f"“{value}”"
        return next((str(label) for known, label in self.choices() if known == value), "")


def cleaned(narrowings: Sequence[Narrowing], said: Mapping[str, str]) -> dict[str, str]:
    """Return what a list is narrowed by; raise NarrowingError for a value that the filter does not know."""
    found = {}
    for each in narrowings:
        value = str(said.get(each.parameter, "")).strip()[:LONGEST]
        if not value:
            continue
        if not each.words(value):
            raise NarrowingError(
                _("The list cannot be narrowed by %(filter)s: %(value)s.")
                % {"filter": each.title, "value": value}
            )
        found[each.parameter] = value
    return found


def narrowed(
    rows: QuerySet[Any], narrowings: Sequence[Narrowing], said: Mapping[str, str], now: datetime
) -> QuerySet[Any]:
    """Return the rows that a list shows."""
    for each in narrowings:
        rows = each.keep(rows, said.get(each.parameter, ""), now)
    return rows


def in_words(narrowings: Sequence[Narrowing], said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a list is narrowed by as (filter, value), in words; a value that is gone stays as it was stored."""
    return [
        (str(each.title), each.words(said[each.parameter]) or said[each.parameter])
        for each in narrowings
        if said.get(each.parameter)
    ]
