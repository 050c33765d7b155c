"""What sources say, written down: one record per source and id, a journal row for every change, then recompute."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from config.lib.actor import Actor, actor_columns
from profiles.models import Customer, RecordChange, Source, SourceRecord
from profiles.registry import customers_changed
from profiles.services.recompute import recompute_customers, recompute_touched
from profiles.services.touched import start_touching

INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_record (
    row_no int, customer uuid NOT NULL, is_new boolean NOT NULL, kind text NOT NULL, external_id text NOT NULL,
    values jsonb NOT NULL, observed_at timestamptz NOT NULL, digest uuid
) ON COMMIT DROP
"""

# One statement, one snapshot: what stood before, what stands now, and the journal row between them. A record that says
# the same again is renewed once a day at most: it still holds, and the second import of a file changes nothing.
WRITE_RECORDS = """
WITH before AS (
    SELECT r.id, r.external_id, r.values, r.observed_at
    FROM incoming_record i JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = i.external_id
), written AS (
    INSERT INTO profiles_sourcerecord AS r (source_id, external_id, customer_id, values, value_dates, observed_at,
        run_id, fingerprint, created_at, updated_at)
    SELECT %(source)s, external_id, customer, values, '{}', observed_at, %(run)s,
        profiles_fingerprint(digest, values), %(now)s, %(now)s
    FROM incoming_record ORDER BY external_id
    ON CONFLICT (source_id, external_id) DO UPDATE
    SET values = excluded.values, value_dates = '{}', observed_at = excluded.observed_at,
        run_id = excluded.run_id, fingerprint = excluded.fingerprint, updated_at = excluded.updated_at
    WHERE r.values IS DISTINCT FROM excluded.values OR excluded.observed_at > r.observed_at + interval '1 day'
    RETURNING r.id, r.external_id, r.customer_id, r.values, r.observed_at
), journal AS (
    INSERT INTO profiles_recordchange (record_id, source_id, external_id, customer_uid, kind, before, after,
        observed_before, observed_after, run_id, changed_at, actor_kind, actor_id, actor_label)
    SELECT w.id, %(source)s, w.external_id, w.customer_id, CASE WHEN b.id IS NULL THEN 'created' ELSE 'updated' END,
           b.values, w.values, b.observed_at, w.observed_at, %(run)s, %(now)s,
           %(actor_kind)s, %(actor_id)s, %(actor_label)s
    FROM written w LEFT JOIN before b ON b.id = w.id
)
INSERT INTO touched_customer (customer_id, is_new, kind)
SELECT w.customer_id, bool_or(i.is_new) AND NOT bool_or(c.uid IS NOT NULL), min(i.kind)
FROM written w JOIN incoming_record i USING (external_id) LEFT JOIN profiles_customer c ON c.uid = w.customer_id
GROUP BY w.customer_id
"""


def make_incoming_table() -> None:
    """Make the transaction's empty table that `record_values_in_bulk` reads; must run inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(INCOMING)
        cursor.execute("DELETE FROM incoming_record")


def record_values_in_bulk(
    *, source: Source, actor: Actor, now: datetime, run_id: UUID | None
) -> None:
    """Write every row of `incoming_record` as this source's record, in the caller's transaction.

    Ids must be unique within the table. A row that is new to the source makes its `customer` (`is_new`) or joins it; a
    known record keeps the customer it has. `digest` is what the cells of a row are known by, where a file says it.
    Afterwards `touched_customer` holds the customers whose records changed.
    """
    bound: dict[str, Any] = {"source": source.pk, "run": run_id, "now": now, **actor_columns(actor)}
    start_touching()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incoming_record (external_id, customer)")
        cursor.execute(WRITE_RECORDS, bound)
        cursor.execute("ANALYZE touched_customer")
    recompute_touched(now=now)


@transaction.atomic
def record_values(  # noqa: PLR0913 - a fact has a source, a time, a person and an author
    *,
    source: Source,
    external_id: str,
    values: Mapping[str, Any],
    observed_at: datetime,
    actor: Actor,
    now: datetime,
    customer: Customer | None = None,
    kind: str = "person",
    run_id: UUID | None = None,
    partial: bool = False,
) -> SourceRecord:
    """Write what a source says about one customer and compute the customer anew; without a customer, make one.

    `values` maps attribute slugs to canonical values. A partial statement changes only the facts it names and dates
    those alone; a full one replaces the record.
    """
    record = (
        SourceRecord.objects.select_for_update()
        .filter(source=source, external_id=external_id)
        .first()
    )
    before = _state(record)
    if record is None:
        owner = customer or Customer.objects.create(uid=uuid4(), kind=kind)
        record = SourceRecord(source=source, external_id=external_id, customer=owner)
    _say(record, values, observed_at, is_partial=partial and before is not None)
    record.run_id, record.updated_at = run_id, now
    record.save()
    RecordChange.objects.create(
        record_id=record.pk,
        source=source,
        external_id=external_id,
        customer_uid=record.customer_id,
        kind="created" if before is None else "updated",
        before=before and before[0],
        after=record.values,
        observed_before=before and before[1],
        observed_after=record.observed_at,
        run_id=run_id,
        changed_at=now,
        **actor_columns(actor),
    )
    recompute_customers(uids=[record.customer_id], now=now)
    customers_changed([record.customer_id], now)
    return record


def _state(record: SourceRecord | None) -> tuple[dict[str, Any], datetime] | None:
    """Return a copy of what the record says, and since when."""
    return (json.loads(json.dumps(record.values)), record.observed_at) if record else None


def _say(
    record: SourceRecord, values: Mapping[str, Any], observed_at: datetime, *, is_partial: bool
) -> None:
    """Put a statement into the record."""
    if not is_partial:
        record.values, record.value_dates, record.observed_at = dict(values), {}, observed_at
        return
    record.values = {**record.values, **values}
    record.value_dates = {
        **record.value_dates,
        **dict.fromkeys(values, observed_at.isoformat()),
    }
