"""An import's statements taken back: earlier values return, later ones stay, nothing older is deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import ForeignObjectRel

from config.lib.actor import Actor, actor_columns
from profiles.models import (
    ContactPoint,
    Contradiction,
    Customer,
    CustomerMetric,
    CustomerOrigin,
    DuplicatePair,
    Identifier,
    SourceRecord,
)
from profiles.services.recompute import lock_touched, recompute_touched
from profiles.services.touched import start_touching

# What hangs on a customer that recompute or a queue made, and that goes with it.
DERIVED = (
    ContactPoint,
    Contradiction,
    CustomerMetric,
    CustomerOrigin,
    DuplicatePair,
    Identifier,
    SourceRecord,
)

# The records of a run that still say what it made them say; what came since and was itself undone does not count.
REVERSIBLE = """
SELECT c.record_id FROM profiles_recordchange c
JOIN profiles_sourcerecord r ON r.id = c.record_id AND r.values = c.after AND r.observed_at = c.observed_after
WHERE c.run_id = %(run)s AND c.undoes IS NULL AND NOT EXISTS (
    SELECT FROM profiles_recordchange u WHERE u.record_id = c.record_id AND u.undoes = c.id)
GROUP BY c.record_id
"""

CHOOSE = f"""
CREATE TEMPORARY TABLE undone_record ON COMMIT DROP AS
SELECT r.id, r.external_id, r.source_id, r.customer_id, r.values AS said, r.observed_at AS said_at,
       f.id AS change_id, f.before, f.observed_before
FROM (SELECT record_id FROM ({REVERSIBLE}) AS reversible ORDER BY record_id LIMIT %(limit)s) AS chosen
JOIN profiles_sourcerecord r ON r.id = chosen.record_id
JOIN LATERAL (
    SELECT c.id, c.before, c.observed_before FROM profiles_recordchange c
    WHERE c.record_id = r.id AND c.run_id = %(run)s ORDER BY c.id LIMIT 1
) AS f ON true
ORDER BY r.id
FOR UPDATE OF r
"""  # noqa: S608 - one constant inside another

# A record made by the run is removed, unless its person said no in it: then the contact detail stays with the no.
KEEP_CONTACT = """
UPDATE undone_record u SET
    before = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(u.said)
              WHERE key IN ('email', 'phone', 'postal_address')),
    observed_before = u.said_at
WHERE u.before IS NULL AND u.customer_id = ANY(%(keep)s::uuid[])
"""

RESTORE = """
UPDATE profiles_sourcerecord r
SET values = u.before, observed_at = u.observed_before, value_dates = '{}', updated_at = %(now)s
FROM undone_record u WHERE r.id = u.id AND u.before IS NOT NULL
"""

REMOVE = """
DELETE FROM profiles_sourcerecord r USING undone_record u
WHERE r.id = u.id AND u.before IS NULL
  AND NOT EXISTS (SELECT FROM profiles_event e WHERE e.record_id = r.id)
"""

# A record that activities of another import hang on stays, and says nothing any more.
EMPTY = """
UPDATE profiles_sourcerecord r SET values = '{}', updated_at = %(now)s
FROM undone_record u WHERE r.id = u.id AND u.before IS NULL
"""

JOURNAL = """
INSERT INTO profiles_recordchange (record_id, source_id, external_id, customer_uid, kind, before, after,
    observed_before, observed_after, run_id, undoes, changed_at, actor_kind, actor_id, actor_label)
SELECT id, source_id, external_id, customer_id, CASE WHEN before IS NULL THEN 'removed' ELSE 'updated' END,
       said, before, said_at, observed_before, %(run)s, change_id, %(now)s,
       %(actor_kind)s, %(actor_id)s, %(actor_label)s
FROM undone_record
"""


TOUCH = "INSERT INTO touched_customer (customer_id) SELECT DISTINCT customer_id FROM undone_record"

EMPTY_CUSTOMERS = """
CREATE TEMPORARY TABLE empty_customer ON COMMIT DROP AS
SELECT t.customer_id FROM touched_customer t
WHERE NOT EXISTS (SELECT FROM profiles_sourcerecord r WHERE r.customer_id = t.customer_id) {holders}
"""
GO = "DELETE FROM {table} x USING empty_customer e WHERE x.{column} = e.customer_id"


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records were taken back, and how many customers went with them."""

    records: int
    customers: int = 0


def undo_records(
    *,
    run_id: UUID,
    keep_contact_of: list[UUID],
    actor: Actor,
    now: datetime,
    limit: int,
    also_derived: tuple[type, ...] = (),
) -> Undone:
    """Take back up to `limit` of a run's reversible records in the caller's transaction. Call until there are none.

    `keep_contact_of` names customers whose no came with the run: a record made for them keeps its contact details, so
    that the no keeps meaning somebody. Customers of whom no source speaks any more and on whom nothing hangs go, with
    what only follows from records: the rows of `DERIVED` and `also_derived`. The others are computed anew.
    """
    bound: dict[str, Any] = {
        "run": run_id,
        "limit": limit,
        "keep": keep_contact_of,
        "now": now,
        **actor_columns(actor),
    }
    start_touching()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS undone_record")
        cursor.execute(CHOOSE, bound)
        count: int = cursor.rowcount
        if not count:
            return Undone(0)
        for statement in (KEEP_CONTACT, RESTORE, REMOVE, EMPTY, JOURNAL, TOUCH):
            cursor.execute(statement, bound)
        lock_touched(cursor)
        removed = _remove_empty(cursor, {*DERIVED, *also_derived})
    recompute_touched(now=now)
    return Undone(count, removed)


def count_reversible(*, run_id: UUID) -> int:
    """Return how many records of a run can be taken back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({REVERSIBLE}) AS r", {"run": run_id})  # noqa: S608 - a constant
        (count,) = cursor.fetchone()
    return int(count)


def _remove_empty(cursor: CursorWrapper, derived: set[type]) -> int:
    """Remove the customers of `touched_customer` that no source speaks of and nothing hangs on; return how many.

    What "hangs on" means is read from the models: every foreign key to a customer, of whatever room, but those of the
    derived. They go before anybody is computed anew, which would write for them what is removed at once.
    """
    holders = " ".join(
        f"AND NOT EXISTS (SELECT FROM {table} x WHERE x.{column} = t.customer_id)"
        for table, column in _columns(derived, are_in=False)
    )
    cursor.execute("DROP TABLE IF EXISTS empty_customer")
    cursor.execute(EMPTY_CUSTOMERS.format(holders=holders))
    count = int(cursor.rowcount)
    if not count:
        return 0
    cursor.execute("ANALYZE empty_customer")
    for table, column in _columns(derived, are_in=True):
        cursor.execute(GO.format(table=table, column=column))
    cursor.execute(GO.format(table="touched_customer", column="customer_id"))
    cursor.execute(GO.format(table="profiles_customer", column="uid"))
    return count


def _columns(derived: set[type], *, are_in: bool) -> list[tuple[str, str]]:
    """Return table and column of the foreign keys to a customer whose models are among the derived, or are not."""
    return [
        (relation.field.model._meta.db_table, relation.field.column)  # noqa: SLF001 - Django's public-by-use name
        for relation in _relations()
        if (relation.field.model in derived) is are_in
    ]


def _relations() -> list[ForeignObjectRel]:
    """Return every foreign key to a customer, of whatever room."""
    return list(Customer._meta.related_objects)  # noqa: SLF001
