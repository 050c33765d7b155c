"""What a list can be narrowed by, said once: for its screen, and for its file that a worker writes later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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

    Without `choices` the value is free text, or one that `says` puts into words where its choices are too many to list.
    `facts(value)` are the facts that the filter reads, for law 4.
    """

    parameter: str
    title: Any
    keep: Callable[[QuerySet[Any], str, datetime], QuerySet[Any]]
    choices: Callable[[], Choices] | None = None
    facts: Callable[[str], frozenset[str]] = _nothing
    unchosen: Any = None
    says: Callable[[str], str] | None = None

    def words(self, value: str) -> str:
        """Return a value as its list says it; '' for one that is none."""
        if self.says is not None:
            return self.says(value)
        if self.choices is None:
            return f"“{value}”"
        return next((str(label) for known, label in self.choices() if known == value), "")


def equal(
    parameter: str,
    title: Any,
    choices: Callable[[], Choices],
    facts: Callable[[str], frozenset[str]] = _nothing,
) -> Narrowing:
    """Return the filter that keeps the rows whose column of that name holds the chosen value."""

    def keep(rows: QuerySet[Any], value: str, now: datetime) -> QuerySet[Any]:
        del now
        return rows.filter(**{parameter: value}) if value else rows

    return Narrowing(parameter, title, keep, choices, facts)


# How many days before today the span begins, and how many before today it ends.
_SPANS = {
    "1": (gettext_lazy("Today"), 0, 0),
    "7": (gettext_lazy("The last 7 days"), 6, 0),
    "7-13": (gettext_lazy("7 to 13 days ago"), 13, 7),
    "30": (gettext_lazy("The last 30 days"), 29, 0),
}


def since(parameter: str, title: Any, column: str) -> Narrowing:
    """Return the filter that keeps what came within some days of the company's, whole days up to today."""

    def keep(rows: QuerySet[Any], span: str, now: datetime) -> QuerySet[Any]:
        if span not in _SPANS:
            return rows
        _title, first, last = _SPANS[span]
        today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = rows.filter(**{f"{column}__gte": today - timedelta(days=first)})
        return rows.filter(**{f"{column}__lt": today - timedelta(days=last - 1)}) if last else rows

    return Narrowing(
        parameter, title, keep, lambda: [(code, span[0]) for code, span in _SPANS.items()]
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One filter on a page: what was chosen, and what can be."""

    parameter: str
    title: Any
    value: str
    choices: Choices | None


def asked(narrowings: Sequence[Narrowing], said: Mapping[str, str]) -> list[Asked]:
    """Return the filters as `office/parts/narrow.html` shows them."""
    return [
        Asked(
            each.parameter,
            each.title,
            said.get(each.parameter, "").strip(),
            each.choices() if each.choices else None,
        )
        for each in narrowings
    ]


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
