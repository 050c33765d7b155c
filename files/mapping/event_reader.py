"""Where a row of an activity file becomes an activity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from files.mapping.fact_cells import Reader, remembering
from files.mapping.mapping import ColumnMapping, Mapping
from files.mapping.parsed import CellProblem, ParsedEvent
from files.mapping.row_reader import convention_of, moment_reader
from files.mapping.targets import EVENT_KINDS
from profiles.identity.convention import Convention
from profiles.identity.decimals import parse_decimal
from profiles.identity.emails import normalise_email
from profiles.identity.errors import ValueNotUnderstoodError, not_understood
from profiles.identity.money import currency_code, parse_money
from profiles.identity.normalise import is_nothing
from profiles.identity.text import clean_line

_KIND_WORDS = {
    "purchase": ("order", "sale", "kjøp", "ordre", "salg", "köp", "osto", "tilaus", "køb"),
    "visit": ("page view", "pageview", "page", "besøk", "besök", "käynti", "besøg"),
    "open": ("opened", "email opened", "åpnet", "öppnad", "avattu", "åbnet"),
    "click": ("clicked", "klikk", "klick", "klikkaus", "klik"),
    "enquiry": ("inquiry", "contact", "henvendelse", "förfrågan", "yhteydenotto", "forespørgsel"),
}
_KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words} | {
    kind: kind for kind in EVENT_KINDS
}
_LONGEST_CODE = 120
_LONGEST_CHANNEL = 20


class EventReader:
    """Read the rows of an activity file. Call it with the cells of one row, in the file's order.

    A row without a customer, a day or a kind is refused; other cells that are not understood are
    left out and stand under its problems.
    """

    def __init__(
        self,
        mapping: Mapping,
        country: str,
        *,
        now: datetime | None = None,
        currency: str = "",
        time_zone: str = "",
    ) -> None:
        convention = convention_of(mapping, country, currency, now)
        self._kind = mapping.kind_of_event
        self._currency = convention.currency
        moment = moment_reader(mapping, convention, now, time_zone)
        self._columns = [
            (index, column.column, column.target, _reader(column, convention, moment))
            for index, column in enumerate(mapping.columns)
            if column.target != "ignore"
        ]

    def __call__(self, cells: Sequence[str]) -> ParsedEvent:
        """Return what the row says."""
        event = ParsedEvent(kind=self._kind)
        for index, name, target, read in self._columns:
            cell = cells[index]
            if not cell:
                continue
            try:
                value = read(cell)
            except ValueNotUnderstoodError as error:
                event.problems.append(CellProblem(name, error.reason))
            else:
                _set(event, target, value)
        if event.amount is not None and not event.currency:
            event.currency = self._currency
        event.refusal = _refusal(event)
        return event


def _set(event: ParsedEvent, target: str, value: Any) -> None:
    """Put the value in its place; an amount brings the currency that stands beside it."""
    if target == "amount" and value is not None:
        event.amount, written = value
        event.currency = event.currency or written
    elif value is not None:
        setattr(event, target, value)


def _refusal(event: ParsedEvent) -> str:
    if not (event.customer_id or event.customer_email):
        return _("The row does not say whose activity it is.")
    if event.occurred_at is None:
        said = [problem.reason for problem in event.problems]
        return " ".join([_("The row does not say when it happened."), *said])
    if not event.kind:
        return _("The row does not say what happened.")
    if event.amount is not None and not event.currency:
        return _("The row does not say in which currency its amount is.")
    return ""


def _reader(column: ColumnMapping, convention: Convention, moment: Reader) -> Reader:
    own = replace(convention, decimal_mark=column.decimal_mark)
    readers: dict[str, Reader] = {
        "occurred_at": moment,
        "customer_email": lambda cell: _unless_nothing(cell, normalise_email, own),
        "amount": lambda cell: _unless_nothing(cell, parse_money, replace(own, currency="")),
        "quantity": lambda cell: _unless_nothing(cell, parse_decimal, own),
        "currency": lambda cell: currency_code(cell, cell),
        "kind": _kind,
        "customer_id": _code(200),
        "channel": _code(_LONGEST_CHANNEL),
    }
    if column.target == "occurred_at":
        return moment
    return remembering(readers.get(column.target) or _code(_LONGEST_CODE))


def _unless_nothing(cell: str, read: Any, convention: Convention) -> Any:
    return None if is_nothing(cell, "decimal") else read(cell, convention)


def _code(limit: int) -> Reader:
    def read(cell: str) -> str:
        text = clean_line(cell)
        if len(text) > limit:
            raise not_understood(
                text, gettext_noop("“%(value)s” is longer than %(limit)s characters."), limit=limit
            )
        return text

    return read


def _kind(cell: str) -> str:
    word = " ".join(clean_line(cell).casefold().replace("_", " ").split())
    return _KINDS.get(word, "other")
