"""The whole file into staging, by COPY, chunk by committed chunk: a killed worker goes on at its byte."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from files.mapping.digest import RowDigest
from files.mapping.event_reader import EventReader
from files.mapping.mapping import Mapping
from files.mapping.parsed import ParsedEvent, ParsedRow
from files.mapping.row_reader import RowReader
from files.models import ImportRun
from files.reading.delimited import read_rows
from files.reading.shape import FileShape, Row
from files.services.columns import facts_of_column, left_out, make_digest, make_reader
from files.services.copy_text import NULL, array_field, json_field, lines, text_field
from files.services.receiving import read_path
from files.services.standing import StandingRows, find_standing, key_of, says_all
from profiles.choices import CustomerKind

COPY = """
COPY files_stagedrow (run_id, row_no, external_id, kind, values, kept, keys, observed_at, consents, event, event_key,
    problem, raw, digest) FROM STDIN
"""
_LONGEST_ID = 200
_LONGEST_KEY = 320
_EVENT_TEXTS = ("kind", "currency", "product", "campaign", "channel")

Fields = list[str]
Stager = Callable[[Row], Fields]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a run's rows are staged: read cell by cell, but for those that stand."""

    read: Stager
    standing: StandingRows | None = None


def stage_chunks(*, run: ImportRun, now: datetime, chunk_rows: int) -> Iterator[int]:
    """Stage what is not staged yet; yield after each committed chunk how many rows stand in staging."""
    shape = FileShape.from_json(run.shape)
    start, offset = run.summary.get("staging", [0, 0])
    rows = read_rows(read_path(run), shape, start, offset)
    way = _way(run, now)
    while chunk := list(islice(rows, chunk_rows)):
        _stage(run, chunk, way)
        yield run.staged_count


@transaction.atomic
def start_over(run: ImportRun) -> None:
    """Give up what is staged; the next time every cell is read, whatever stands."""
    run.staged.all()._raw_delete(run.staged.db)  # noqa: SLF001 - rows of no other table hang on these
    run.summary = {k: v for k, v in run.summary.items() if k != "staging"} | {"reads_all": True}
    run.staged_count = 0
    ImportRun.objects.filter(pk=run.pk).update(summary=run.summary, staged_count=0)


@transaction.atomic
def _stage(run: ImportRun, chunk: Sequence[Row], way: _Way) -> None:
    """Commit a chunk together with the place where the next one starts."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.summary.get("staging") != run.summary.get("staging"):
        raise StagedElsewhereError(_("Another worker reads this file already."))
    standing = way.standing.stage(chunk) if way.standing else frozenset()
    rows = (way.read(row) for row in chunk if row.number not in standing)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(lines(rows))
    run.summary["staging"] = [chunk[-1].number + 1, chunk[-1].end]
    run.staged_count += len(chunk)
    ImportRun.objects.filter(pk=run.pk).update(
        summary=run.summary, staged_count=run.staged_count, attempts=0
    )


class StagedElsewhereError(Exception):
    """Two workers hold the same run; the one that is late gives way."""


def _way(run: ImportRun, now: datetime) -> _Way:
    mapping = Mapping.from_json(run.mapping)
    reader = make_reader(run, mapping, now=now)
    if isinstance(reader, EventReader):
        return _Way(_EventStager(str(run.pk), reader, mapping))
    digest = make_digest(run, mapping, now=now)
    return _Way(
        _CustomerStager(str(run.pk), reader, mapping, digest),
        None if run.summary.get("reads_all") else find_standing(run, mapping, reader, digest),
    )


class _CustomerStager:
    """Turn a row of a customer file into the fields of a staged row."""

    def __init__(self, run: str, reader: RowReader, mapping: Mapping, digest: RowDigest) -> None:
        self._run = run
        self._read = reader
        self._secret = secret_columns(mapping)
        self._facts = facts_of_column(mapping)
        self._digest = digest

    def __call__(self, row: Row) -> Fields:
        """Return the fields; a row with a problem keeps its cells for the file of failed rows."""
        if row.problem:
            return _refused(self._run, row, row.problem, self._secret)
        parsed = self._read(row.cells)
        if parsed.refusal:
            return _refused(self._run, row, parsed.refusal, self._secret)
        values = parsed.values
        return [
            self._run,
            str(row.number),
            text_field(parsed.external_id or _id_of(parsed)),
            _kind_of(values),
            json_field(values),
            array_field(self._kept(parsed)),
            array_field([key_of(i)[:_LONGEST_KEY] for i in parsed.identifiers]),
            parsed.observed_at.isoformat() if parsed.observed_at else NULL,
            json_field([c.to_json() for c in parsed.consents]) if parsed.consents else NULL,
            NULL,
            "",
            "",
            json_field({"problems": parsed.problems}) if parsed.problems else NULL,
            (says_all(parsed) and self._digest(row.cells)) or NULL,
        ]

    def _kept(self, parsed: ParsedRow) -> list[str]:
        """Return the facts whose cells were not understood: about them the file says nothing."""
        return sorted(
            {fact for problem in parsed.problems for fact in self._facts.get(problem.column, ())}
            - parsed.values.keys()
        )


class _EventStager:
    """Turn a row of an activity file into the fields of a staged row.

    The lines of an order follow its first row and leave blank what that row has said (Shopify).
    """

    def __init__(self, run: str, reader: EventReader, mapping: Mapping) -> None:
        self._run = run
        self._read = reader
        self._secret = secret_columns(mapping)
        self._head = ParsedEvent()

    def __call__(self, row: Row) -> Fields:
        """Return the fields; a row with a problem keeps its cells for the file of failed rows."""
        if row.problem:
            return _refused(self._run, row, row.problem, self._secret)
        event = self._continued(self._read(row.cells))
        if event.refusal:
            return _refused(self._run, row, event.refusal, self._secret)
        return [
            self._run,
            str(row.number),
            text_field(event.customer_id or f"email:{event.customer_email.lower()}"[:_LONGEST_ID]),
            CustomerKind.PERSON,
            json_field({"email": event.customer_email} if event.customer_email else {}),
            "{}",
            array_field([f"email:{event.customer_email.lower()}"] if event.customer_email else []),
            NULL,
            NULL,
            json_field(_event(event)),
            text_field(event.event_key),
            "",
            json_field({"problems": event.problems}) if event.problems else NULL,
            NULL,
        ]

    def _continued(self, event: ParsedEvent) -> ParsedEvent:
        if event.event_key and event.event_key == self._head.event_key:
            for name in ("customer_id", "customer_email", "occurred_at", "kind", "currency"):
                setattr(event, name, getattr(event, name) or getattr(self._head, name))
            event.refusal = ""
        elif not event.refusal:
            self._head = event
        return event


def _refused(run: str, row: Row, why: str, secret: frozenset[int]) -> Fields:
    """Return the fields of a row that cannot land, with its cells but for national identity numbers."""
    cells = ["" if index in secret else cell for index, cell in enumerate(row.cells)]
    return [
        run, str(row.number), "", "", "{}", "{}", "{}", NULL, NULL, NULL, "",
        text_field(why), json_field({"cells": cells}), NULL,
    ]  # fmt: skip


def secret_columns(mapping: Mapping) -> frozenset[int]:
    """Return the places of the columns that hold national identity numbers."""
    names = set(left_out(mapping))
    return frozenset(i for i, column in enumerate(mapping.columns) if column.column in names)


def _id_of(row: ParsedRow) -> str:
    """Return an id for a row that has none: its contact detail and name, else all that it says.

    A mailbox is shared by households, so it takes the name beside it.
    """
    name = str(row.values.get("given_name") or row.values.get("family_name") or "").casefold()
    if row.identifiers:
        contact = row.identifiers[0]
        whole = f"{contact.kind}:{contact.value.lower()}" + (f"/{name}" if name else "")
        return whole if len(whole) <= _LONGEST_ID else f"{contact.kind}:{_digest(whole)}"
    return f"row:{_digest(json.dumps(row.values, sort_keys=True))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _kind_of(values: dict[str, Any]) -> str:
    is_person = "given_name" in values or "family_name" in values
    if "organisation_name" in values and not is_person:
        return CustomerKind.ORGANISATION
    return CustomerKind.PERSON


def _event(event: ParsedEvent) -> dict[str, Any]:
    texts = {name: getattr(event, name) for name in _EVENT_TEXTS}
    numbers = {name: getattr(event, name) for name in ("amount", "quantity")}
    return {
        **{name: text for name, text in texts.items() if text},
        **{name: str(number) for name, number in numbers.items() if number is not None},
        "at": event.occurred_at.isoformat() if event.occurred_at else None,
    }
