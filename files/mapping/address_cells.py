"""The columns of one address, put together into the postal address and the facts about a place."""

import re
from collections.abc import Container, Sequence

from files.mapping.fact_cells import Reader, limited, remembering
from files.mapping.mapping import ColumnMapping
from files.mapping.parsed import CellProblem, ParsedRow
from files.mapping.targets import ADDRESS_TARGETS
from profiles.identity.addresses import clean_postal_code
from profiles.identity.convention import Convention
from profiles.identity.countries import country_code
from profiles.identity.errors import ValueNotUnderstoodError
from profiles.identity.text import clean_line

POSTAL_ADDRESS = "postal_address"
_STREET = frozenset({"address.street", "address.street_number"})
# A country or region alone is no address to write to.
_FINDABLE = frozenset({"street", "postal_code", "city"})
_HOUSE_NUMBER = re.compile(r"\d+\s?\w?")


class AddressCells:
    """Read the address of a row. The parts of the street stand in the order of their columns."""

    def __init__(
        self, columns: Sequence[ColumnMapping], convention: Convention, known: Container[str]
    ) -> None:
        readers = {target: _reader(target, convention) for target in ADDRESS_TARGETS}
        self._known = known
        self._columns = [
            (index, column.column, column.target, readers[column.target])
            for index, column in enumerate(columns)
            if column.target in readers
        ]

    def read(self, cells: Sequence[str], row: ParsedRow) -> None:
        """Add the postal address, and each place fact that no column of its own has said."""
        street: list[str] = []
        parts: dict[str, str] = {}
        for index, name, target, read in self._columns:
            if not cells[index]:
                continue
            try:
                value = read(cells[index])
            except ValueNotUnderstoodError as error:
                row.problems.append(CellProblem(name, error.reason))
                continue
            if target in _STREET:
                street.append(value)
            elif value:
                parts[target.removeprefix("address.")] = value
        self._add(_joined(street), parts, row)

    def _add(self, street: str, parts: dict[str, str], row: ParsedRow) -> None:
        for slug, value in parts.items():
            if slug in self._known:
                row.values.setdefault(slug, value)
        address = {"street": street, **parts} if street else parts
        if address.keys() & _FINDABLE and POSTAL_ADDRESS in self._known:
            row.values.setdefault(POSTAL_ADDRESS, address)


def _reader(target: str, convention: Convention) -> Reader:
    part = target.removeprefix("address.")
    if part == "country":
        return remembering(country_code)
    if part == "postal_code":
        return remembering(limited(part, lambda cell: clean_postal_code(cell, convention.country)))
    return remembering(limited("street" if target in _STREET else part, clean_line))


def _joined(parts: list[str]) -> str:
    """Return the lines with commas between them, a house number beside its street."""
    street = ""
    for part in filter(None, parts):
        if not street:
            street = part
        elif _HOUSE_NUMBER.fullmatch(street) or _HOUSE_NUMBER.fullmatch(part):
            street = f"{street} {part}"
        else:
            street = f"{street}, {part}"
    return street
