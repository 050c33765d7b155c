"""Where a column becomes a fact: the one place in which a row's cells turn into what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from files.mapping.address_cells import AddressCells
from files.mapping.consent_columns import ConsentColumns
from files.mapping.errors import MappingError
from files.mapping.fact_cells import Fact, Reader, fact_reader, limited, remembering, unguarded
from files.mapping.mapping import ColumnMapping, Mapping
from files.mapping.parsed import CellProblem, Identifier, ParsedRow
from files.mapping.targets import CUSTOMER_TARGETS
from profiles.identity.convention import Convention
from profiles.identity.dates import parse_moment
from profiles.identity.emails import email_key, split_emails
from profiles.identity.errors import ValueNotUnderstoodError, not_understood
from profiles.identity.names import clean_name, split_full_name
from profiles.identity.phones import split_phones
from profiles.identity.text import clean_line

_SPLITS = {"email": split_emails, "phone": split_phones}
_AHEAD = timedelta(minutes=5)  # how far the clock of another system may run before ours


class RowReader:
    """Read the rows of a customer file. Call it with the cells of one row, in the file's order.

    A cell that is not understood leaves its fact out and stands under the row's problems; a row
    without id, name, e-mail and telephone is refused.
    """

    def __init__(  # noqa: PLR0913 - a file is read by its mapping, its facts, and where and when it is read
        self,
        mapping: Mapping,
        attributes: Iterable[Fact],
        country: str,
        *,
        now: datetime | None = None,
        currency: str = "",
        home_currency: str = "",
        time_zone: str = "",
    ) -> None:
        self._home_currency = home_currency or mapping.currency or currency
        self._convention = convention_of(mapping, country, currency, now)
        self._moment = moment_reader(mapping, self._convention, now, time_zone)
        self._known = {fact.slug: fact for fact in attributes}
        self._facts: list[tuple[int, str, str, Reader]] = []
        self._contacts: list[tuple[int, str, Fact]] = []
        self._contact_readers: dict[str, list[Reader]] = {}
        self._others: dict[str, tuple[int, str, Reader]] = {}
        for index, column in enumerate(mapping.columns):
            self._place(index, column)
        self._address = AddressCells(mapping.columns, self._convention, self._known)
        self._consents = ConsentColumns(mapping, self._moment)

    def __call__(self, cells: Sequence[str]) -> ParsedRow:
        """Return what the row says."""
        row = ParsedRow()
        self._read_facts(cells, row)
        self._address.read(cells, row)
        self._read_contacts(cells, row)
        self._read_others(_OTHERS, cells, row)
        self._consents.read(cells, row)
        if not (row.external_id or row.identifiers or _is_named(row.values)):
            row.refusal = _("The row has no id, no name, no e-mail address and no telephone.")
        return row

    def read_beside_facts(self, cells: Sequence[str]) -> ParsedRow:
        """Return what the row says beside its facts: its id, its date and its consents."""
        row = ParsedRow()
        self._read_others(_NO_FACTS, cells, row)
        self._consents.read(cells, row)
        return row

    def _place(self, index: int, column: ColumnMapping) -> None:
        """Put a column where its kind of cells is read; a fact that nobody knows is an error."""
        own = replace(self._convention, decimal_mark=column.decimal_mark)
        if column.target in _OTHERS:
            self._others[column.target] = (index, column.column, self._other_reader(column.target))
        elif column.target not in CUSTOMER_TARGETS:
            fact = self._known.get(column.target)
            if fact is None:
                raise MappingError(
                    _("Column “%(column)s”: there is no fact called “%(target)s”.")
                    % {"column": column.column, "target": column.target}
                )
            if fact.data_type in _SPLITS:
                self._contacts.append((index, column.column, fact))
            else:
                read = fact_reader(fact, own, self._home_currency)
                self._facts.append((index, column.column, fact.slug, read))

    def _other_reader(self, target: str) -> Reader:
        if target == "observed_at":
            return self._moment
        return unguarded(limited(target, clean_name if target == "full_name" else clean_line))

    def _read_facts(self, cells: Sequence[str], row: ParsedRow) -> None:
        values = row.values
        for index, name, slug, read in self._facts:
            cell = cells[index]
            if not cell:
                continue
            try:
                value = read(cell)
            except ValueNotUnderstoodError as error:
                row.problems.append(CellProblem(name, error.reason))
            else:
                if value is not None:
                    values[slug] = value

    def _read_contacts(self, cells: Sequence[str], row: ParsedRow) -> None:
        """Read e-mails and telephones, several to a cell too; the first is the row's value.

        A telephone number without its country code is one of the country where the row lives.
        """
        country = row.values.get("country") or self._convention.country
        readers = self._contact_readers.get(country) or self._make_contact_readers(country)
        for (index, name, fact), read in zip(self._contacts, readers, strict=True):
            if not cells[index]:
                continue
            for part in _SPLITS[fact.data_type](cells[index]):
                try:
                    value = read(part)
                except ValueNotUnderstoodError as error:
                    row.problems.append(CellProblem(name, error.reason))
                else:
                    _add_contact(row, fact, value)

    def _make_contact_readers(self, country: str) -> list[Reader]:
        own = replace(self._convention, country=country)
        readers = [
            fact_reader(fact, own, self._home_currency) for _index, _name, fact in self._contacts
        ]
        self._contact_readers[country] = readers
        return readers

    def _read_others(self, targets: Iterable[str], cells: Sequence[str], row: ParsedRow) -> None:
        for target in targets:
            place = self._others.get(target)
            if place and cells[place[0]]:
                index, name, read = place
                self._read_other(target, name, read, cells[index], row)

    def _read_other(self, target: str, name: str, read: Reader, cell: str, row: ParsedRow) -> None:
        try:
            value = read(cell)
        except ValueNotUnderstoodError as error:
            row.problems.append(CellProblem(name, error.reason))
            return
        if target == "full_name":
            _add_name(row.values, value, self._known)
        elif value:
            setattr(row, target, value)


_NO_FACTS = ("external_id", "observed_at")
_OTHERS = (*_NO_FACTS, "full_name")


def convention_of(
    mapping: Mapping, country: str, currency: str, now: datetime | None
) -> Convention:
    """Return how the file writes things; what the mapping leaves open is the company's."""
    today: date | None = now.date() if now else None
    return Convention(
        country=mapping.default_country or country,
        day_first=mapping.day_first,
        currency=mapping.currency or currency,
        today=today,
    )


def moment_reader(
    mapping: Mapping, convention: Convention, now: datetime | None, time_zone: str
) -> Reader:
    """Return the reader of moments; what lies ahead of now is refused."""
    zone: tzinfo = (
        ZoneInfo(mapping.time_zone or time_zone) if mapping.time_zone or time_zone else UTC
    )
    return remembering(
        partial(_moment, convention=convention, zone=zone, latest=now + _AHEAD if now else None)
    )


def _moment(
    cell: str, *, convention: Convention, zone: tzinfo, latest: datetime | None
) -> datetime | None:
    if not cell.strip():
        return None
    moment = parse_moment(cell, convention, zone)
    if latest and moment > latest:
        raise not_understood(cell, gettext_noop("“%(value)s” lies in the future; check the date."))
    return moment


def _add_contact(row: ParsedRow, fact: Fact, value: str | None) -> None:
    if value is None:
        return
    row.values.setdefault(fact.slug, value)
    key = email_key(value) if fact.data_type == "email" else value
    contact = Identifier(fact.data_type, value, key)
    if contact not in row.identifiers:
        row.identifiers.append(contact)


def _add_name(values: dict[str, Any], name: str, known: dict[str, Fact]) -> None:
    """Split a whole name where that is safe; else it stands whole as the family name.

    One word alone is a given name. Parts that the file gives in columns of their own stay.
    """
    if not name or "given_name" in values or "family_name" in values:
        return
    parts = split_full_name(name)
    given, family = parts or (("", name) if " " in name else (name, ""))
    found = {"given_name": given, "family_name": family}
    values |= {slug: value for slug, value in found.items() if value and slug in known}


def _is_named(values: dict[str, Any]) -> bool:
    return any(slug in values for slug in ("given_name", "family_name", "organisation_name"))
