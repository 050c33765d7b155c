"""Planned activities become events: customers known only by an id, products, campaigns, purchases with their lines."""

from datetime import datetime
from typing import Any

from django.db import connection

from config.lib.actor import Actor
from files.models import ImportRun
from files.services.matching import drop_tables
from profiles.services.activities import write_activities
from profiles.services.records import make_incoming_table, record_values_in_bulk

TABLES = ("said_event", "said_line", "written_event", "event_before")

# The activities whose head row stands in this stretch, each from all of its rows.
SAID = """
CREATE TEMPORARY TABLE said_line ON COMMIT DROP AS
SELECT h.row_no AS head, h.event_key, s.row_no, s.external_id, s.values, s.event, h.customer, h.is_new_customer
FROM files_plannedrow h
JOIN files_stagedrow s ON s.run_id = h.run_id AND s.row_no = h.row_no AND s.row_no BETWEEN %(first)s AND %(last)s
WHERE h.run_id = %(run)s AND h.row_no BETWEEN %(first)s AND %(last)s AND h.head IS NULL
  AND h.outcome IN ('created', 'updated')
UNION ALL
SELECT h.row_no, h.event_key, s.row_no, s.external_id, s.values, s.event, h.customer, h.is_new_customer
FROM files_plannedrow h
JOIN files_plannedrow p ON p.run_id = h.run_id AND p.head = h.row_no AND p.outcome IN ('created', 'updated')
JOIN files_stagedrow s ON s.run_id = p.run_id AND s.row_no = p.row_no
WHERE h.run_id = %(run)s AND h.row_no BETWEEN %(first)s AND %(last)s AND h.head = h.row_no
  AND h.outcome IN ('created', 'updated')
"""
TOGETHER = """
CREATE TEMPORARY TABLE said_event ON COMMIT DROP AS
SELECT head, event_key, (array_agg(external_id ORDER BY row_no))[1] AS external_id,
       (array_agg(event ORDER BY row_no))[1] AS first,
       round(sum((event ->> 'amount')::numeric), 2) AS amount,
       round(sum((event ->> 'quantity')::numeric), 2) AS quantity
FROM said_line GROUP BY head, event_key
"""

# A source record for each id that the source has not used before; what it says of itself is an e-mail address at most.
OWNERS = """
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at)
SELECT DISTINCT ON (l.external_id) l.row_no, l.customer, l.is_new_customer, 'person', l.external_id, l.values,
       %(observed)s
FROM said_line l
WHERE l.row_no = l.head AND NOT EXISTS (
    SELECT FROM profiles_sourcerecord r WHERE r.source_id = %(source)s AND r.external_id = l.external_id)
ORDER BY l.external_id, l.row_no
"""

# What a changed activity said before: its undo.
BEFORE = """
CREATE TEMPORARY TABLE event_before ON COMMIT DROP AS
SELECT s.head AS row_no, jsonb_build_object(
    'event', e.id, 'kind', e.kind, 'occurred_at', e.occurred_at, 'channel', e.channel, 'quantity', e.quantity,
    'amount', e.amount, 'currency', e.currency, 'campaign', e.campaign_id, 'run', e.run_id, 'lines', (
        SELECT jsonb_agg(jsonb_build_array(l.position, l.product_id, l.quantity, l.amount) ORDER BY l.position)
        FROM profiles_eventline l WHERE l.event_id = e.id)) AS before
FROM said_event s JOIN profiles_event e ON e.source_id = %(source)s AND e.event_key = s.event_key
"""


def apply_events(*, run: ImportRun, actor: Actor, now: datetime, bound: dict[str, Any]) -> None:
    """Write the activities of a stretch of planned rows, in the caller's transaction."""
    with connection.cursor() as cursor:
        drop_tables(cursor, TABLES)
        cursor.execute(SAID, bound)
        cursor.execute("ANALYZE said_line")
        cursor.execute(TOGETHER)
        cursor.execute("ANALYZE said_event")
        make_incoming_table()
        cursor.execute(OWNERS, bound)
        if cursor.rowcount:
            record_values_in_bulk(source=run.source, actor=actor, now=now, run_id=run.pk)
        cursor.execute(BEFORE, bound)
    write_activities(source=run.source, run_id=run.pk, now=now)


KEEP_BEFORE = """
UPDATE files_rowoutcome o SET before = b.before FROM event_before b
WHERE o.run_id = %(run)s AND o.row_no = b.row_no
"""


def keep_what_stood(bound: dict[str, Any]) -> None:
    """Keep with the outcomes what changed activities said before."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_BEFORE, bound)
