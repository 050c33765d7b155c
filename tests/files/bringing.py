"""Bring a file the way a steward does, in one line."""

import io
from datetime import timedelta
from pathlib import Path

from files.mapping.mapping import Mapping
from files.models import ImportRun, RowOutcome
from files.services.receiving import receive_file
from files.services.runs import Pace
from files.services.taking_in import apply_now, decide_now, undo_now
from profiles.models import Customer, Source, SourceRecord
from tests.factories import NOW, TESTER

SAMPLES = Path(__file__).parent / "samples"
DAY = timedelta(days=1)
PACE = Pace(seconds=float("inf"))


def receive(content, *, source="crm", kind="customers", name="kunder.csv", currency="", now=NOW):
    """Hand in a file: text, bytes, or a path."""
    if isinstance(content, Path):
        name, content = content.name, content.read_bytes()
    data = content.encode() if isinstance(content, str) else content
    return receive_file(
        file=io.BytesIO(data),
        file_name=name,
        source=Source.objects.get(slug=source),
        kind=kind,
        actor=TESTER,
        now=now,
        currency=currency,
    )


def decided(content, *, mapping=None, now=NOW, chunk_rows=20_000, **how) -> ImportRun:
    """Hand in a file and find out what would happen."""
    chosen = Mapping.from_json(mapping) if mapping else None
    return decide_now(
        run=receive(content, now=now, **how),
        mapping=chosen,
        actor=TESTER,
        now=now,
        pace=Pace(chunk_rows=chunk_rows, seconds=float("inf")),
    )


def bring(content, *, now=NOW, chunk_rows=20_000, **how) -> ImportRun:
    """Hand in a file and take it in."""
    run = decided(content, now=now, chunk_rows=chunk_rows, **how)
    pace = Pace(chunk_rows=chunk_rows, seconds=float("inf"))
    return apply_now(run=run, actor=TESTER, now=now, pace=pace)


def undo(run, *, now=NOW + DAY) -> ImportRun:
    """Take an import back."""
    return undo_now(run=run, actor=TESTER, now=now)


def outcomes(run) -> dict[str, int]:
    """Return the outcomes that occurred."""
    return {outcome: count for outcome, count in run.counts.items() if count}


def outcome_of(run, row_no) -> tuple[str, str]:
    """Return what became of one row, and why."""
    row = RowOutcome.objects.get(run=run, row_no=row_no)
    return row.outcome, row.reason


def customer_of(external_id, source="crm") -> Customer:
    """Return the customer whom a source knows by this id."""
    return SourceRecord.objects.get(source__slug=source, external_id=external_id).customer


def columns(*pairs, kind="customers", **more):
    """Return a mapping from (column, target) pairs."""
    return {
        "kind": kind,
        "columns": [{"column": column, "target": target} for column, target in pairs],
        **more,
    }
