"""Activities are written here, set-based: once per (source, key), with their products, campaigns and figures.

`write_activities` reads two tables of the caller's transaction, SAID_EVENT and SAID_LINE; a file fills them
from its staged rows, `record_activities` from what a program delivers.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from config.lib.actor import Actor
from profiles.models import Source
from profiles.registry import customers_changed
from profiles.services.recompute import recount_events
from profiles.services.records import make_incoming_table, record_values_in_bulk
from profiles.services.touched import start_touching

TABLES = ("said_event", "said_line", "written_event")

# One row an activity: where it stood (head), its key, the source's id of whose it is, and what it says as JSON.
SAID_EVENT = """
CREATE TEMPORARY TABLE said_event (
    head int PRIMARY KEY, event_key text NOT NULL, external_id text NOT NULL, first jsonb NOT NULL, amount numeric,
    quantity numeric
) ON COMMIT DROP
"""
# One row a product bought, or a row of the file that says it.
SAID_LINE = """
CREATE TEMPORARY TABLE said_line (head int, row_no int, event jsonb NOT NULL) ON COMMIT DROP
"""

PRODUCTS = """
INSERT INTO profiles_product (code, name)
SELECT DISTINCT event ->> 'product', '' FROM said_line WHERE event ? 'product' ORDER BY 1 ON CONFLICT (code) DO NOTHING
"""
CAMPAIGNS = """
INSERT INTO profiles_campaign (code, name, offer)
SELECT DISTINCT first ->> 'campaign', '', '' FROM said_event WHERE first ? 'campaign' ORDER BY 1
ON CONFLICT (code) DO NOTHING
"""
EVENTS = """
CREATE TEMPORARY TABLE written_event (id bigint PRIMARY KEY, event_key text, customer_id uuid) ON COMMIT DROP
"""
WRITE = """
WITH written AS (
    INSERT INTO profiles_event AS e (source_id, event_key, record_id, customer_id, kind, occurred_at, channel, quantity,
        amount, currency, campaign_id, run_id, created_at)
    SELECT %(source)s, s.event_key, r.id, r.customer_id, s.first ->> 'kind', (s.first ->> 'at')::timestamptz,
           coalesce(s.first ->> 'channel', ''), s.quantity, s.amount, coalesce(s.first ->> 'currency', ''), g.id,
           %(run)s, %(now)s
    FROM said_event s
    JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = s.external_id
    LEFT JOIN profiles_campaign g ON g.code = s.first ->> 'campaign'
    ORDER BY s.head
    ON CONFLICT (source_id, event_key) DO UPDATE
    SET kind = excluded.kind, occurred_at = excluded.occurred_at, channel = excluded.channel,
        quantity = excluded.quantity, amount = excluded.amount, currency = excluded.currency,
        campaign_id = excluded.campaign_id, run_id = excluded.run_id
    RETURNING e.id, e.event_key, e.customer_id
)
INSERT INTO written_event SELECT id, event_key, customer_id FROM written
"""
CLEAR_LINES = "DELETE FROM profiles_eventline l USING written_event w WHERE l.event_id = w.id"
# A line's own amount is known only where every row of the purchase has one: else the first row's is the whole order's.
LINES = """
INSERT INTO profiles_eventline (event_id, position, product_id, quantity, amount)
SELECT w.id, row_number() OVER (PARTITION BY w.id ORDER BY l.row_no), p.id, (l.event ->> 'quantity')::numeric,
       CASE WHEN bool_and(l.event ? 'amount') OVER (PARTITION BY w.id) THEN (l.event ->> 'amount')::numeric END
FROM written_event w
JOIN said_event s ON s.event_key = w.event_key
JOIN said_line l ON l.head = s.head
JOIN profiles_product p ON p.code = l.event ->> 'product'
"""
TOUCH = """
INSERT INTO touched_customer SELECT DISTINCT customer_id FROM written_event ON CONFLICT DO NOTHING
"""

FILL_EVENTS = """
INSERT INTO said_event
SELECT head, event_key, external_id, first, round(amount, 2), round(quantity, 2)
FROM jsonb_to_recordset(%(events)s) AS e(head int, event_key text, external_id text, first jsonb, amount numeric,
    quantity numeric)
"""
FILL_LINES = """
INSERT INTO said_line SELECT head, row_no, event
FROM jsonb_to_recordset(%(lines)s) AS l(head int, row_no int, event jsonb)
"""
# What stands of each activity already: nothing is written where it says the same.
JUDGE = """
SELECT s.head, CASE
    WHEN c.restricted_at IS NOT NULL THEN 'restricted'
    WHEN e.id IS NULL THEN 'created'
    WHEN (e.kind, e.occurred_at, e.channel, e.currency, coalesce(g.code, ''))
         = (s.first ->> 'kind', (s.first ->> 'at')::timestamptz, coalesce(s.first ->> 'channel', ''),
            coalesce(s.first ->> 'currency', ''), coalesce(s.first ->> 'campaign', ''))
         AND (e.amount, e.quantity) IS NOT DISTINCT FROM (s.amount, s.quantity)
         AND coalesce(had.lines, '[]') = coalesce(says.lines, '[]') THEN 'unchanged'
    ELSE 'updated' END
FROM said_event s
LEFT JOIN profiles_event e ON e.source_id = %(source)s AND e.event_key = s.event_key
LEFT JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = s.external_id
LEFT JOIN profiles_customer c ON c.uid = coalesce(e.customer_id, r.customer_id)
LEFT JOIN profiles_campaign g ON g.id = e.campaign_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(p.code, trim_scale(l.quantity), trim_scale(l.amount))
                     ORDER BY l.position) AS lines
    FROM profiles_eventline l JOIN profiles_product p ON p.id = l.product_id WHERE l.event_id = e.id
) AS had ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(l.event ->> 'product', trim_scale((l.event ->> 'quantity')::numeric),
        CASE WHEN whole THEN trim_scale((l.event ->> 'amount')::numeric) END) ORDER BY l.row_no) AS lines
    FROM (SELECT *, bool_and(event ? 'amount') OVER () AS whole FROM said_line WHERE head = s.head) AS l
) AS says ON true
"""
DROP_SETTLED = "DELETE FROM said_event WHERE head = ANY(%(settled)s)"
# A source's id that it has not used before is a customer known by that id alone.
OWNERS = """
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at)
SELECT min(s.head), gen_random_uuid(), true, 'person', s.external_id, '{}', %(now)s
FROM said_event s
WHERE NOT EXISTS (
    SELECT FROM profiles_sourcerecord r WHERE r.source_id = %(source)s AND r.external_id = s.external_id)
GROUP BY s.external_id
"""


def write_activities(*, source: Source, run_id: UUID | None, now: datetime) -> None:
    """Write every row of `said_event` with its `said_line`s; its source's record must stand already.

    Afterwards `written_event` holds what was written, and the figures of its customers are counted anew.
    """
    bound: dict[str, Any] = {"source": source.pk, "run": run_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS)
        cursor.execute(CAMPAIGNS)
        cursor.execute(EVENTS)
        cursor.execute(WRITE, bound)
        cursor.execute("ANALYZE written_event")
        cursor.execute(CLEAR_LINES)
        cursor.execute(LINES)
        start_touching()
        cursor.execute(TOUCH)
    recount_events(now=now)


@transaction.atomic
def record_activities(
    *, source: Source, activities: Sequence[Mapping[str, Any]], actor: Actor, now: datetime
) -> list[str]:
    """Write down what customers did; return for each whether it is created, updated, unchanged or restricted.

    An activity has `key` (once in the sequence), `source_id`, `kind`, `occurred_at`, and perhaps `channel`, `campaign`,
    `currency`, `amount`, `quantity`, and `lines` of `product`, `quantity`, `amount`.
    """
    bound: dict[str, Any] = {"source": source.pk, "now": now, **_as_json(activities)}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        # Two deliveries of one key at once are judged one after the other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('activities', %(source)s))", bound
        )
        cursor.execute(SAID_EVENT)
        cursor.execute(SAID_LINE)
        cursor.execute(FILL_EVENTS, bound)
        cursor.execute(FILL_LINES, bound)
        cursor.execute("ANALYZE said_event")
        cursor.execute("ANALYZE said_line")
        cursor.execute(JUDGE, bound)
        outcomes: dict[int, str] = dict(cursor.fetchall())
        settled = [head for head, said in outcomes.items() if said in {"unchanged", "restricted"}]
        cursor.execute(DROP_SETTLED, {"settled": settled})
        make_incoming_table()
        cursor.execute(OWNERS, bound)
        has_new = bool(cursor.rowcount)
    if has_new:
        record_values_in_bulk(source=source, actor=actor, now=now, run_id=None)
    if len(settled) < len(outcomes):
        write_activities(source=source, run_id=None, now=now)
        customers_changed(_written_customers(), now)
    return [outcomes[head] for head in range(len(activities))]


def _as_json(activities: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the activities as the two tables take them."""
    events, lines = [], []
    for head, said in enumerate(activities):
        first = {
            name: said[name]
            for name in ("kind", "channel", "campaign", "currency")
            if said.get(name)
        }
        events.append(
            {
                "head": head,
                "event_key": said["key"],
                "external_id": said["source_id"],
                "first": {**first, "at": said["occurred_at"].isoformat()},
                "amount": _sum(said, "amount"),
                "quantity": _sum(said, "quantity"),
            }
        )
        for row_no, line in enumerate(said.get("lines") or ()):
            kept = {name: str(value) for name, value in line.items() if value is not None}
            lines.append({"head": head, "row_no": row_no, "event": kept})
    return {"events": json.dumps(events), "lines": json.dumps(lines)}


def _sum(said: Mapping[str, Any], name: str) -> str | None:
    """Return what the whole activity says, or else the sum of its lines; nothing where a line does not say it."""
    if said.get(name) is not None:
        return str(said[name])
    told = [line.get(name) for line in said.get("lines") or ()]
    return str(sum(told)) if told and None not in told else None


def _written_customers() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT customer_id FROM written_event")
        return [uid for (uid,) in cursor.fetchall()]
