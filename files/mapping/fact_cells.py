"""How the cells of one column become values of one fact."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol

from django.utils.translation import gettext_noop as _

from files.mapping.dictionary import option_words
from profiles.identity.addresses import clean_postal_code
from profiles.identity.convention import Convention, Option, as_options
from profiles.identity.countries import country_code
from profiles.identity.errors import not_understood
from profiles.identity.names import clean_name
from profiles.identity.normalise import is_nothing, normaliser_for

Reader = Callable[[str], Any]

NAMES = frozenset({"given_name", "family_name", "organisation_name", "contact_person"})
BIRTHS = frozenset({"birth_date", "birth_year"})

# How long the golden record's own columns are; every other fact has the limit of all text.
LIMITS = {
    "external_id": 200,
    "given_name": 200,
    "family_name": 200,
    "organisation_name": 300,
    "street": 200,
    "city": 200,
    "region": 200,
    "municipality": 200,
    "postal_code": 20,
}

_REMEMBERED = 8_192
# Values that rows must not share, because they can change, and those that hardly ever repeat.
_ALWAYS_FRESH = frozenset({"address", "money", "email", "long_text"})
_LISTS = frozenset({"tags", "choices"})
# What spreadsheets show as text only because a mark stands before it: shops and our own exports.
_GUARDED = frozenset("=+-@\t\r0123456789")


class Fact(Protocol):
    """An attribute of the catalogue, as far as reading cells needs it."""

    @property
    def slug(self) -> str:
        """Return its name."""

    @property
    def data_type(self) -> str:
        """Return its type."""

    @property
    def options(self) -> Iterable[object]:
        """Return its options: slugs, or objects with a slug and labels."""


def fact_reader(fact: Fact, convention: Convention, home_currency: str = "") -> Reader:
    """Return the function that reads a cell of the fact; it remembers where cells repeat.

    An amount of money is kept as a number in the home currency; one in another currency is refused, never converted.
    """
    options = _with_words(fact.slug, as_options(fact.options))
    own = replace(convention, options=options, past=fact.slug in BIRTHS)
    read = limited(fact.slug, _plain_reader(fact.slug, fact.data_type, own))
    if fact.data_type == "money":
        read = _in_currency(read, home_currency or convention.currency)
    if fact.data_type in _LISTS:
        return _copied(remembering(read))
    return unguarded(read) if fact.data_type in _ALWAYS_FRESH else remembering(read)


def _copied(read: Reader) -> Reader:
    """Return the reader of lists that gives each row one of its own."""

    def read_list(cell: str) -> Any:
        value = read(cell)
        return list(value) if value else value

    return read_list


def _in_currency(read: Reader, home_currency: str) -> Reader:
    """Return the reader of amounts as plain numbers of the home currency."""

    def read_amount(cell: str) -> Any:
        money = read(cell)
        if money is None:
            return None
        if money["currency"] != home_currency:
            raise not_understood(
                cell,
                _("“%(value)s” is not in %(currency)s, in which amounts are kept here."),
                currency=home_currency,
            )
        return money["amount"]

    return read_amount


def remembering(read: Reader) -> Reader:
    """Return the reader with its guard marks off and a memory of what repeats in a column."""
    return unguarded(lru_cache(maxsize=_REMEMBERED)(read))


def unguarded(read: Reader) -> Reader:
    """Return the reader of cells without the mark that keeps spreadsheets from reading them."""

    def read_cell(cell: str) -> Any:
        return read(without_guard(cell) if cell[0] == "'" else cell)

    return read_cell


def limited(name: str, read: Reader) -> Reader:
    """Return the reader, refusing what is longer than the name's place holds."""
    limit = LIMITS.get(name)
    if limit is None:
        return read

    def read_within(cell: str) -> Any:
        value = read(cell)
        if isinstance(value, str) and len(value) > limit:
            raise not_understood(
                value, _("“%(value)s” is longer than %(limit)s characters."), limit=limit
            )
        return value

    return read_within


def without_guard(cell: str) -> str:
    """Return the cell without the apostrophe that keeps spreadsheets from reading it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _GUARDED else cell


def _plain_reader(slug: str, data_type: str, convention: Convention) -> Reader:
    """Return the reader by type; names, countries and postal codes have ways of their own."""
    special: Mapping[str, Reader] = {
        "country": country_code,
        "postal_code": lambda cell: clean_postal_code(cell, convention.country),
    }
    read = clean_name if slug in NAMES else special.get(slug)
    if read is None:
        return normaliser_for(data_type, convention)
    return lambda cell: None if is_nothing(cell, "text") else read(cell) or None


def _with_words(slug: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Add what other systems write for an option; an option's own labels come first."""
    words = option_words().get(slug, {})
    own = {label.casefold() for option in options for label in (option.slug, *option.labels)}
    return tuple(
        replace(
            option,
            labels=(
                *option.labels,
                *(word for word in words.get(option.slug, ()) if word.casefold() not in own),
            ),
        )
        for option in options
    )
