"""What is known of a file before its rows are read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple, Self

WHITE_SPACE = " "  # as a delimiter: any run of blanks and tabs
SHOWN_ROWS = 5


class Row(NamedTuple):
    """One row of the body: its number as a spreadsheet shows it, where its bytes lie, its cells.

    With a problem the cells are what could be read, for the file of failed rows.
    """

    number: int
    offset: int
    end: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FileShape:
    """How to read a file: what `sniff` found, or what a person said.

    `body_offset` and `body_row` are the byte and the row number of the first row of data;
    `sample` holds up to 200 rows and is not kept with the run, because it is people's data.
    """

    format: str
    file_name: str
    size: int
    encoding: str
    has_bom: bool
    delimiter: str
    quotechar: str
    has_header: bool
    columns: tuple[str, ...]
    preamble: tuple[str, ...]
    body_offset: int
    body_row: int
    warnings: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def first_rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows to show to a person before anything is saved."""
        return self.sample[:SHOWN_ROWS]

    @property
    def width(self) -> int:
        """Return how many cells a row has."""
        return len(self.columns)

    def column_sample(self, index: int) -> list[str]:
        """Return the filled cells of one column in the sample."""
        return [row[index] for row in self.sample if row[index].strip()]

    def to_json(self) -> dict[str, Any]:
        """Return everything but the sample."""
        return {key: value for key, value in asdict(self).items() if key != "sample"}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the shape that `to_json` wrote."""
        known = {part.name for part in fields(cls)} - {"sample"}
        values: dict[str, Any] = {key: data[key] for key in known & set(data)}
        for name in ("columns", "preamble", "warnings"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)
