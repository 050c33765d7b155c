"""The rows that did not land, given back as a file: as they were, with reasons, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from config.lib.spreadsheet import safe_cell
from files.choices import Outcome
from files.mapping.mapping import Mapping
from files.models import ImportRun, RowOutcome
from files.reading.delimited import read_rows
from files.reading.shape import WHITE_SPACE, FileShape
from files.services.receiving import read_path
from files.services.staging import secret_columns

FAILED = (Outcome.REFUSED, Outcome.BLOCKED)
_BATCH = 1_000


def failed_rows(run: ImportRun) -> Iterator[bytes]:
    """Yield the file of failed rows in the delimiter and encoding of the original, piece by piece."""
    shape = FileShape.from_json(run.shape)
    encoding = shape.encoding if shape.format != "xlsx" else "utf-8-sig"
    delimiter = "\t" if shape.delimiter == WHITE_SPACE else shape.delimiter
    secret = secret_columns(Mapping.from_json(run.mapping)) if run.mapping else frozenset()
    head = [*shape.columns, _("Row"), _("Reason")]
    yield _lines([head], delimiter).encode(encoding, "replace")
    rows = _failed(run, shape, secret)
    while batch := list(islice(rows, _BATCH)):
        yield _lines(batch, delimiter).encode(encoding, "replace")


def _failed(run: ImportRun, shape: FileShape, secret: frozenset[int]) -> Iterator[list[str]]:
    """Yield the cells of each failed row, as read from the kept file, with its number and reason."""
    reasons = iter(
        RowOutcome.objects.filter(run=run, outcome__in=FAILED)
        .order_by("row_no")
        .values_list("row_no", "reason")
        .iterator()
    )
    wanted = next(reasons, None)
    for row in read_rows(read_path(run), shape) if wanted else ():
        if wanted is None:
            return
        if row.number == wanted[0]:
            cells = ["" if index in secret else cell for index, cell in enumerate(row.cells)]
            padded = (cells + [""] * shape.width)[: max(shape.width, len(cells))]
            yield [*padded, str(row.number), wanted[1]]
            wanted = next(reasons, None)


def _lines(rows: list[list[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([[safe_cell(c) for c in row] for row in rows])
    return text.getvalue()
