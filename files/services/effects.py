"""What a few rows would do, shown before anything is done: fact by fact, with the effect on the customer.

The rows are really written, with the very functions that apply a plan, in a savepoint that is rolled back at once: what
is shown is what the survivorship rules make of it, not a second opinion (law 1).
"""

from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from config.lib.actor import Actor
from files.choices import FileKind
from files.models import ImportRun, PlannedRow, StagedRow
from profiles.models import Customer
from profiles.services.records import make_incoming_table, record_values_in_bulk

SAMPLES = 5
SHOWN = ("created", "updated", "review")
TOLD = ("repeated", "blocked", "refused", "unchanged")

INCOMING = """
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at)
SELECT s.row_no, coalesce(r.customer_id, p.customer), p.is_new_customer, s.kind, s.external_id,
       coalesce(r.values - (SELECT coalesce(array_agg(f), ARRAY[]::text[]) FROM unnest(%(facts)s::text[]) f
                            WHERE NOT f = ANY(s.kept)), '{}') || s.values,
       coalesce(s.observed_at, %(observed)s)
FROM files_plannedrow p
JOIN files_stagedrow s ON s.run_id = p.run_id AND s.row_no = p.row_no
LEFT JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = s.external_id
WHERE p.run_id = %(run)s AND p.row_no = ANY(%(rows)s)
"""


def describe_samples(run: ImportRun, *, now: datetime, facts: list[str]) -> dict[str, Any]:
    """Return, for each outcome, the first few rows of the plan and what they would do."""
    samples: dict[str, Any] = {
        outcome: list(_plan(run, outcome).values("row_no", "reason")[:SAMPLES]) for outcome in TOLD
    }
    shown = {outcome: list(_plan(run, outcome)[:SAMPLES]) for outcome in SHOWN}
    if run.kind == FileKind.EVENTS:
        return samples | {name: _activities(run, rows) for name, rows in shown.items()}
    everything = [row for rows in shown.values() for row in rows]
    before = _facts_of(everything)
    after = _facts_afterwards(run, everything, now, facts, before)
    said = _said(run, everything)
    return samples | {
        name: [_difference(row, before, after, said) for row in rows]
        for name, rows in shown.items()
    }


def _plan(run: ImportRun, outcome: str) -> Any:
    return PlannedRow.objects.filter(run=run, outcome=outcome).order_by("row_no")


def _activities(run: ImportRun, rows: list[PlannedRow]) -> list[dict[str, Any]]:
    """Return what a few rows of an activity file say."""
    staged = StagedRow.objects.filter(run=run, row_no__in=[row.row_no for row in rows])
    said = {row.row_no: row.event for row in staged}
    return [{"row_no": row.row_no, "reason": row.reason, "says": said[row.row_no]} for row in rows]


def _facts_of(rows: list[PlannedRow]) -> dict[Any, dict[str, Any]]:
    return dict(
        Customer.objects.filter(pk__in={row.customer for row in rows}).values_list(
            "pk", "attributes"
        )
    )


def _said(run: ImportRun, rows: list[PlannedRow]) -> dict[int, dict[str, Any]]:
    return dict(
        StagedRow.objects.filter(run=run, row_no__in=[row.row_no for row in rows]).values_list(
            "row_no", "values"
        )
    )


def _facts_afterwards(
    run: ImportRun,
    rows: list[PlannedRow],
    now: datetime,
    facts: list[str],
    before: dict[Any, dict[str, Any]],
) -> dict[Any, dict[str, Any]]:
    """Write the rows, read the customers, and leave nothing behind."""
    after: dict[Any, dict[str, Any]] = {}
    bound = {
        "run": run.pk,
        "source": run.source_id,
        "facts": facts,
        "observed": run.summary["observed_at"],
        "rows": [row.row_no for row in rows],
    }
    try:
        with transaction.atomic():  # rolled back at its end
            make_incoming_table()
            with connection.cursor() as cursor:
                cursor.execute(INCOMING, bound)
            record_values_in_bulk(
                source=run.source, actor=Actor.system("decide"), now=now, run_id=run.pk
            )
            after = _facts_of(rows)
            transaction.set_rollback(True)
    except DatabaseError:
        return before  # the database does not take one of them: apply finds and refuses it
    return after


def _difference(
    row: PlannedRow,
    before: dict[Any, dict[str, Any]],
    after: dict[Any, dict[str, Any]],
    said: dict[int, dict[str, Any]],
) -> dict[str, Any]:
    """Return the facts of the customer that would become another, and what the file says that does not win."""
    old, new = before.get(row.customer, {}), after.get(row.customer, {})
    changed = [
        {"fact": fact, "before": old.get(fact), "after": new.get(fact)}
        for fact in sorted(old.keys() | new.keys())
        if old.get(fact) != new.get(fact)
    ]
    outweighed = [
        {"fact": fact, "file": value, "stays": new.get(fact)}
        for fact, value in sorted(said.get(row.row_no, {}).items())
        if new.get(fact) != value
    ]
    return {
        "row_no": row.row_no,
        "reason": row.reason,
        "customer": str(row.customer),
        "changes": changed,
        "outweighed": outweighed,
    }
