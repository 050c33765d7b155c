"""An import taken back, values included; what cannot be is said before it starts.

Three kinds of things: what will be reversed; what stays because somebody has changed it since; what cannot be reversed.
Values return from the journal, activities go, customers go whom the import made and who carry nothing else. A yes that
came with the file is answered by "invalidated"; a no stays, with the contact detail it belongs to (laws 2 and 3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from config.lib.actor import Actor
from config.lib.clock import Clock
from consents.services.imported import customers_with_no_from, invalidate_run
from consents.services.subjects import rows_that_follow
from files.models import ImportRun
from profiles.models import DuplicatePair, Event
from profiles.services.recompute import recount_events
from profiles.services.touched import start_touching
from profiles.services.undo import count_reversible, undo_records
from segments.models import FormerMembership, Membership


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What an undo would do, in numbers; `stays` and `cannot` also name a few."""

    records_reversed: int
    events_reversed: int
    consents_answered: int
    records_changed_since: int
    events_changed_since: int
    changed_since: list[str]
    customers_with_a_no: int

    def to_json(self) -> dict[str, Any]:
        """Return the three buckets."""
        return {
            "reversed": {
                "records": self.records_reversed,
                "events": self.events_reversed,
                "consents": self.consents_answered,
            },
            "stays": {
                "records": self.records_changed_since,
                "events": self.events_changed_since,
                "examples": self.changed_since,
            },
            "cannot": {"customers_with_a_no": self.customers_with_a_no},
        }


CHANGED_SINCE = """
WITH changed AS (
    SELECT c.record_id, max(c.external_id) AS external_id FROM profiles_recordchange c
    LEFT JOIN profiles_sourcerecord r ON r.id = c.record_id
    WHERE c.run_id = %(run)s AND c.undoes IS NULL
      AND NOT EXISTS (SELECT FROM profiles_recordchange u WHERE u.record_id = c.record_id AND u.undoes = c.id)
    GROUP BY c.record_id
    HAVING NOT coalesce(bool_or(r.values = c.after AND r.observed_at = c.observed_after), false)
)
SELECT (SELECT count(*) FROM changed), ARRAY(SELECT external_id FROM changed ORDER BY record_id LIMIT 20)
"""
EVENTS_OF_RUN = """
SELECT count(*) FILTER (WHERE outcome IN ('created', 'updated')) FROM files_rowoutcome WHERE run_id = %(run)s
"""
GIVEN_BY_RUN = """
SELECT coalesce(sum((value)::int), 0) FROM files_importrun, jsonb_each_text(coalesce(summary -> 'tally', '{}'))
WHERE uid = %(run)s AND key IN ('consent_given', 'consent_requested')
"""

# An activity that the run changed says again what it said; one that the run brought goes.
CHOOSE_EVENTS = """
CREATE TEMPORARY TABLE undone_event ON COMMIT DROP AS
SELECT e.id, e.customer_id, o.before
FROM (SELECT id, customer_id FROM profiles_event WHERE run_id = %(run)s ORDER BY id LIMIT %(limit)s FOR UPDATE) AS e
LEFT JOIN files_rowoutcome o ON o.run_id = %(run)s AND o.before IS NOT NULL AND (o.before ->> 'event')::bigint = e.id
"""
CLEAR_LINES = "DELETE FROM profiles_eventline l USING undone_event u WHERE l.event_id = u.id"
RESTORE_EVENTS = """
UPDATE profiles_event e SET kind = u.before ->> 'kind', occurred_at = (u.before ->> 'occurred_at')::timestamptz,
    channel = u.before ->> 'channel', quantity = (u.before ->> 'quantity')::numeric,
    amount = (u.before ->> 'amount')::numeric, currency = u.before ->> 'currency',
    campaign_id = (u.before ->> 'campaign')::bigint, run_id = (u.before ->> 'run')::uuid
FROM undone_event u WHERE u.id = e.id AND u.before IS NOT NULL
"""
RESTORE_LINES = """
INSERT INTO profiles_eventline (event_id, position, product_id, quantity, amount)
SELECT u.id, (l ->> 0)::int, (l ->> 1)::bigint, (l ->> 2)::numeric, (l ->> 3)::numeric
FROM undone_event u
CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof(u.before -> 'lines') = 'array' THEN u.before -> 'lines' ELSE '[]' END) AS l
"""
REMOVE_EVENTS = (
    "DELETE FROM profiles_event e USING undone_event u WHERE u.id = e.id AND u.before IS NULL"
)
TOUCH = "INSERT INTO touched_customer SELECT DISTINCT customer_id FROM undone_event ON CONFLICT DO NOTHING"


def preview_undo(*, run: ImportRun) -> UndoPreview:
    """Return what an undo would reverse, what stays because it changed since, and what cannot be reversed."""
    changed_since, staying = _what_stays(run)
    return UndoPreview(
        records_reversed=count_reversible(run_id=run.pk),
        events_reversed=Event.objects.filter(run_id=run.pk).count(),
        consents_answered=_rows(GIVEN_BY_RUN, run)[0][0],
        changed_since=changed_since,
        **staying,
    )


def _what_stays(run: ImportRun) -> tuple[list[str], dict[str, int]]:
    """Return a few of the records that changed since, and how many of what stays."""
    [(changed, examples)] = _rows(CHANGED_SINCE, run)
    held = Event.objects.filter(run_id=run.pk).count()
    brought = _rows(EVENTS_OF_RUN, run)[0][0] if run.kind == "events" else 0
    return examples, {
        "records_changed_since": changed,
        "events_changed_since": max(0, run.summary.get("events", brought) - held),
        "customers_with_a_no": len(customers_with_no_from(run_id=run.pk)),
    }


def _keep_what_stays(run: ImportRun) -> None:
    """Keep it with the run before anything goes back, in numbers alone: names would outlive an erasure."""
    if "stayed" not in run.summary:
        run.summary["stayed"] = _what_stays(run)[1]
        ImportRun.objects.filter(pk=run.pk).update(summary=run.summary)


def undo_chunks(
    *, run: ImportRun, actor: Actor, clock: Clock, chunk_rows: int
) -> Iterator[dict[str, int]]:
    """Take the run back; yield after each committed chunk what was undone so far.

    Each step chooses what is left to do by itself, so a killed worker's successor goes on where it stopped.
    """
    _keep_what_stays(run)
    steps = (_undo_events, _undo_consents, _undo_records)
    for step in steps:
        while step(run, actor, clock(), chunk_rows):
            yield run.summary["undo"]
    DuplicatePair.objects.filter(run_id=run.pk, state="open").delete()


def _undo_events(run: ImportRun, actor: Actor, now: datetime, limit: int) -> int:
    del actor
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS undone_event")
            cursor.execute(CHOOSE_EVENTS, {"run": run.pk, "limit": limit})
            count: int = cursor.rowcount
            if not count:
                return 0
            for statement in (CLEAR_LINES, RESTORE_EVENTS, RESTORE_LINES, REMOVE_EVENTS):
                cursor.execute(statement)
            start_touching()
            cursor.execute(TOUCH)
        recount_events(now=now)
        return _tally(run, events=count)


def _undo_consents(run: ImportRun, actor: Actor, now: datetime, limit: int) -> int:
    with transaction.atomic():
        count = invalidate_run(run_id=run.pk, actor=actor, now=now, limit=limit)
        return _tally(run, consents=count)


def _undo_records(run: ImportRun, actor: Actor, now: datetime, limit: int) -> int:
    with transaction.atomic():
        undone = undo_records(
            run_id=run.pk,
            keep_contact_of=customers_with_no_from(run_id=run.pk),
            also_derived=followers(),
            actor=actor,
            now=now,
            limit=limit,
        )
        return _tally(run, records=undone.records, customers_removed=undone.customers)


def followers() -> tuple[type[Model], ...]:
    """Return the upper rooms' rows that only follow from a customer's data."""
    return (Membership, FormerMembership, *rows_that_follow())


def _tally(run: ImportRun, **figures: int) -> int:
    """Add up what was undone, in the transaction that undid it; return how much this step did."""
    kept = run.summary.setdefault("undo", {})
    for name, count in figures.items():
        kept[name] = kept.get(name, 0) + count
    ImportRun.objects.filter(pk=run.pk).update(summary=run.summary, attempts=0)
    return sum(figures.values())


def _rows(statement: str, run: ImportRun) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run.pk})
        found: list[Any] = cursor.fetchall()
    return found
