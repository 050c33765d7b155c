"""A plan becomes data: chunk by chunk, each one transaction of data, consents, outcomes and place.

Whoever is killed leaves nothing half done, and the next worker goes on behind the last committed row. A chunk that the
database refuses is halved, by savepoints, down to the row at fault; that row is refused and the others land.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.clock import Clock
from consents.services.imported import make_incoming_table as make_decision_table
from consents.services.imported import record_imported_decisions
from files.choices import FileKind, RunState
from files.models import ImportRun
from files.services.deciding import SAYS, plan_bounds
from files.services.event_applying import apply_events, keep_what_stood
from profiles.services.records import make_incoming_table, record_values_in_bulk

# What is no row's fault: a lost connection, a full disk, a statement that is wrong.
NOBODYS_FAULT = (OperationalError, InterfaceError, ProgrammingError)

LANDS = "p.outcome IN ('created', 'updated', 'review')"

# Somebody may have restricted or removed a customer since the plan was made.
STILL_FREE = """
UPDATE files_plannedrow p SET outcome = 'blocked', reason = %(restricted)s
FROM profiles_customer c
WHERE p.run_id = %(run)s AND p.row_no BETWEEN %(first)s AND %(last)s AND c.uid = p.customer
  AND c.restricted_at IS NOT NULL AND p.outcome NOT IN ('blocked', 'refused', 'repeated')
"""

# The stretch is named for both tables: the planner does not carry it from one to the other, and would read the whole
# file for each chunk of it. A record that says the same again is renewed where the row is newer by a day
# (profiles.services.records); a row that was not read renews the record it was staged for, and no other.
INCOMING_RECORDS = f"""
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at, digest)
SELECT s.row_no, coalesce(r.customer_id, p.customer), p.is_new_customer, s.kind, s.external_id,
       CASE WHEN r.id IS NULL THEN s.values WHEN s.stands THEN r.values ELSE {SAYS} END,
       coalesce(s.observed_at, %(observed)s), s.digest
FROM files_plannedrow p
JOIN files_stagedrow s ON s.run_id = p.run_id AND s.row_no = p.row_no AND s.row_no BETWEEN %(first)s AND %(last)s
LEFT JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = s.external_id
WHERE p.run_id = %(run)s AND p.row_no BETWEEN %(first)s AND %(last)s
  AND ({LANDS} OR p.outcome = 'unchanged'
       AND coalesce(s.observed_at, %(observed)s) > r.observed_at + interval '1 day'
       AND (NOT s.stands OR r.fingerprint = profiles_fingerprint(s.digest, r.values)))
"""  # noqa: S608 - constants inside a constant

# A no always counts, also from a row that another one outweighs (it is read with that one, when its customer stands) or
# whose customer must not change (law 3).
INCOMING_DECISIONS = """
INSERT INTO incoming_decision (row_no, customer, purpose, channel, contact_kind, normalised, says, occurred_at, origin)
SELECT s.row_no, p.customer, c.purpose, c.channel, k.kind, coalesce(a.normalised, ''), c.says, c.at, c.origin
FROM (
    SELECT row_no, customer, outcome FROM files_plannedrow
    WHERE run_id = %(run)s AND row_no BETWEEN %(first)s AND %(last)s AND outcome NOT IN ('refused', 'repeated')
    UNION ALL
    SELECT o.row_no, l.customer, o.outcome FROM files_plannedrow l
    JOIN files_plannedrow o ON o.run_id = l.run_id AND o.head = l.row_no
    WHERE l.run_id = %(run)s AND l.row_no BETWEEN %(first)s AND %(last)s AND l.outcome NOT IN ('refused', 'repeated')
) AS p
JOIN files_stagedrow s ON s.run_id = %(run)s AND s.row_no = p.row_no
CROSS JOIN LATERAL jsonb_to_recordset(s.consents)
    AS c(purpose text, channel text, says text, at timestamptz, origin text)
CROSS JOIN LATERAL (SELECT CASE c.channel WHEN 'email' THEN 'email' WHEN 'post' THEN 'postal' ELSE 'phone' END AS kind)
    AS k
LEFT JOIN LATERAL (
    SELECT CASE k.kind
        WHEN 'email' THEN lower(s.values ->> 'email') WHEN 'phone' THEN s.values ->> 'phone'
        ELSE CASE WHEN s.values -> 'postal_address' ->> 'street' <> '' THEN lower(concat_ws('|',
            s.values -> 'postal_address' ->> 'street', s.values -> 'postal_address' ->> 'postal_code',
            s.values -> 'postal_address' ->> 'city', s.values -> 'postal_address' ->> 'country')) END END AS normalised
) AS a ON true
JOIN profiles_customer known ON known.uid = p.customer
WHERE s.consents IS NOT NULL
  AND (c.says = 'no' OR a.normalised IS NOT NULL AND p.outcome NOT IN ('repeated', 'blocked'))
"""

PAIRS = f"""
INSERT INTO profiles_duplicatepair (first_id, second_id, reason, state, run_id, found_at)
SELECT DISTINCT least(p.customer, c.uid), greatest(p.customer, c.uid), 'shared_contact', 'open', %(run)s, %(now)s
FROM files_plannedrow p CROSS JOIN LATERAL unnest(p.rivals) AS v(uid)
JOIN profiles_customer c ON c.uid = v.uid
JOIN profiles_customer own ON own.uid = p.customer
WHERE p.run_id = %(run)s AND p.row_no BETWEEN %(first)s AND %(last)s AND {LANDS} AND p.customer <> c.uid
ON CONFLICT DO NOTHING
"""  # noqa: S608

OUTCOMES = """
INSERT INTO files_rowoutcome (run_id, row_no, outcome, reason, customer_uid, raw)
SELECT p.run_id, p.row_no, p.outcome, p.reason, p.customer, s.raw
FROM files_plannedrow p
JOIN files_stagedrow s ON s.run_id = p.run_id AND s.row_no = p.row_no AND s.row_no BETWEEN %(first)s AND %(last)s
WHERE p.run_id = %(run)s AND p.row_no BETWEEN %(first)s AND %(last)s
ORDER BY p.row_no
"""

CHUNK = """
SELECT min(row_no), max(row_no), count(*) FROM (
    SELECT row_no FROM files_plannedrow WHERE run_id = %(run)s AND row_no > %(position)s ORDER BY row_no LIMIT %(limit)s
) AS chunk
"""
MIDDLE = """
SELECT row_no FROM files_plannedrow WHERE run_id = %(run)s AND row_no BETWEEN %(first)s AND %(last)s
ORDER BY row_no OFFSET %(half)s LIMIT 1
"""
REFUSE = """
UPDATE files_plannedrow SET outcome = 'refused', reason = %(why)s, customer = NULL
WHERE run_id = %(run)s AND row_no BETWEEN %(first)s AND %(last)s
"""
FIGURES = """
SELECT outcome, count(*) FROM files_plannedrow
WHERE run_id = %(run)s AND row_no BETWEEN %(first)s AND %(last)s GROUP BY 1
"""


def apply_chunks(*, run: ImportRun, actor: Actor, clock: Clock, chunk_rows: int) -> Iterator[int]:
    """Apply what is not applied yet; yield the position after each committed chunk, which has a time of its own."""
    while _apply_next(run=run, actor=actor, now=clock(), chunk_rows=chunk_rows):
        yield run.position


@transaction.atomic
def _apply_next(*, run: ImportRun, actor: Actor, now: datetime, chunk_rows: int) -> bool:
    """Apply one chunk; whoever holds the run's row decides where it starts."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != RunState.APPLYING:
        return False
    bound = {
        **plan_bounds(locked),
        "now": now,
        "observed": locked.summary["observed_at"],
        "position": locked.position,
        "limit": chunk_rows,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHUNK, bound)
        first, last, count = cursor.fetchone()
        if not count:
            return False
        cursor.execute(STILL_FREE, {**bound, "first": first, "last": last})
    tally: Counter[str] = Counter(locked.summary.get("tally") or {})
    _land(locked, actor, now, {**bound, "first": first, "last": last}, tally)
    run.position = last
    run.summary = {**locked.summary, "tally": dict(tally)}
    ImportRun.objects.filter(pk=run.pk).update(position=last, summary=run.summary, attempts=0)
    return True


def _land(
    run: ImportRun, actor: Actor, now: datetime, bound: dict[str, Any], tally: Counter[str]
) -> None:
    """Write the rows from first to last; halve them where the database refuses one."""
    try:
        with transaction.atomic():
            figures = _write(run, actor, now, bound)
    except NOBODYS_FAULT:
        raise
    except DatabaseError as error:
        if bound["first"] == bound["last"]:
            tally.update(_refuse(bound, error))
            return
        for part in _halves(bound):
            _land(run, actor, now, part, tally)
    else:
        tally.update(figures)


def _write(run: ImportRun, actor: Actor, now: datetime, bound: dict[str, Any]) -> Counter[str]:
    """Write one stretch of rows; return what came of it."""
    if run.kind == FileKind.EVENTS:
        apply_events(run=run, actor=actor, now=now, bound=bound)
        figures = _settle(bound, {})
        keep_what_stood(bound)
        return figures
    make_incoming_table()
    make_decision_table()
    with connection.cursor() as cursor:
        cursor.execute(INCOMING_RECORDS, bound)
        has_records = cursor.rowcount > 0
    if has_records:
        record_values_in_bulk(source=run.source, actor=actor, now=now, run_id=run.pk)
    with connection.cursor() as cursor:
        cursor.execute(INCOMING_DECISIONS, bound)
        has_decisions = cursor.rowcount > 0
        cursor.execute(PAIRS, bound)
    decisions = (
        record_imported_decisions(run_id=run.pk, source=run.source, actor=actor, now=now)
        if has_decisions
        else {}
    )
    return _settle(bound, decisions)


def _settle(bound: dict[str, Any], decisions: dict[str, int]) -> Counter[str]:
    """Write the outcomes of a stretch and return the figures."""
    with connection.cursor() as cursor:
        cursor.execute(OUTCOMES, bound)
        # References are checked now, while the savepoint can still be rolled back, not at the commit of the chunk.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(FIGURES, bound)
        figures: Counter[str] = Counter(dict(cursor.fetchall()))
    figures.update({f"consent_{state}": count for state, count in decisions.items()})
    return figures


def _refuse(bound: dict[str, Any], error: Exception) -> Counter[str]:
    """Refuse the one row at fault, with the database's word for what is wrong."""
    said = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    why = _("The database does not take this row: %(why)s.") % {"why": said}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(REFUSE, {**bound, "why": why})
        return _settle(bound, {})


def _halves(bound: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the two halves of a stretch of at least two rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM files_plannedrow WHERE run_id = %(run)s AND row_no BETWEEN %(first)s AND %(last)s",
            bound,
        )
        (count,) = cursor.fetchone()
        cursor.execute(MIDDLE, {**bound, "half": count // 2})
        (middle,) = cursor.fetchone()
    return [{**bound, "last": middle - 1}, {**bound, "first": middle}]
