"""Who is in: the difference between what stands and what the conditions find.

The new set is built aside in a temporary table while readers keep the old one. Customers who would move
are then locked in key order and looked at once more: a form sent in meanwhile has either been seen by that second look,
or waits until the difference has been committed and decides last (following.py locks the same rows). A customer who
left keeps a row that says when and why.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from profiles.models import Customer
from segments.choices import EnteredBy, LeftBecause

_ASIDE = "CREATE TEMPORARY TABLE segment_next (customer_id uuid PRIMARY KEY) ON COMMIT DROP"
_MOVING = "CREATE TEMPORARY TABLE segment_moving (customer_id uuid PRIMARY KEY) ON COMMIT DROP"
_HOLD = """
INSERT INTO segment_moving (customer_id)
SELECT c.uid FROM profiles_customer c
WHERE EXISTS (SELECT 1 FROM segment_next n WHERE n.customer_id = c.uid)
   <> EXISTS (SELECT 1 FROM segments_membership m WHERE m.segment_id = %(segment)s AND m.customer_id = c.uid)
ORDER BY c.uid
FOR KEY SHARE OF c
"""
_FORGET = "DELETE FROM segment_next n USING segment_moving g WHERE n.customer_id = g.customer_id"
_LEAVE = """
WITH gone AS (
    DELETE FROM segments_membership m
    WHERE m.segment_id = %(segment)s AND m.entered_by = %(by_rule)s
      AND EXISTS (SELECT 1 FROM segment_moving g WHERE g.customer_id = m.customer_id)
      AND NOT EXISTS (SELECT 1 FROM segment_next n WHERE n.customer_id = m.customer_id)
    RETURNING m.customer_id, m.entered_at
)
INSERT INTO segments_formermembership (segment_id, customer_id, entered_at, left_at, reason)
SELECT %(segment)s, customer_id, entered_at, %(now)s, %(reason)s FROM gone
"""
_ENTER = """
INSERT INTO segments_membership (segment_id, customer_id, version_id, entered_by, entered_at)
SELECT %(segment)s, customer_id, %(version)s, %(by_rule)s, %(now)s
FROM segment_next n JOIN segment_moving g USING (customer_id)
ORDER BY customer_id
ON CONFLICT (segment_id, customer_id) DO NOTHING
"""
_COUNT = "SELECT count(*) FROM segments_membership WHERE segment_id = %s"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a refresh changed, and how many are in now."""

    entered: int
    left: int
    members: int


def set_aside(found: QuerySet[Customer]) -> None:
    """Write the customers found into a table of this transaction."""
    sql, params = _compiled(found)
    with connection.cursor() as cursor:
        # A rule may group activities of everybody: without room to hash them a plan would compare each with each.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.segment_next")
        cursor.execute(_ASIDE)
        cursor.execute("INSERT INTO segment_next (customer_id) " + sql, params)
        cursor.execute("ANALYZE segment_next")


def hold_moving(segment_id: int) -> int:
    """Lock the customers who would come in or leave; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.segment_moving")
        cursor.execute(_MOVING)
        cursor.execute(_HOLD, {"segment": segment_id})
        held = int(cursor.rowcount)
        cursor.execute("ANALYZE segment_moving")
        return held


def few_moving(limit: int) -> list[UUID] | None:
    """Return the keys of those who would move, or nothing when they are more than `limit`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer_id FROM segment_moving LIMIT %s", [limit + 1])
        uids = [uid for (uid,) in cursor.fetchall()]
    return uids if len(uids) <= limit else None


def look_again(found: QuerySet[Customer]) -> None:
    """Write down anew which of the locked customers pass, now that nobody else can change them."""
    sql, params = _compiled(found)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        cursor.execute(
            "INSERT INTO segment_next (customer_id) SELECT f.uid FROM ("  # noqa: S608 see _compiled
            + sql
            + ") AS f (uid) JOIN segment_moving g ON g.customer_id = f.uid",
            params,
        )


def apply_difference(
    *, segment_id: int, version_id: int, reason: LeftBecause, now: datetime
) -> Difference:
    """Let in who is new and out who is gone; members that a person put in by hand stay."""
    said: dict[str, Any] = {
        "segment": segment_id,
        "version": version_id,
        "by_rule": EnteredBy.RULE,
        "reason": reason,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, said)
        left = cursor.rowcount
        cursor.execute(_ENTER, said)
        entered = cursor.rowcount
        cursor.execute(_COUNT, [segment_id])
        return Difference(entered, left, cursor.fetchone()[0])


def _compiled(found: QuerySet[Customer]) -> tuple[str, tuple[Any, ...]]:
    """Return what Django compiled, with its parameters: the only SQL that is ever put into another statement."""
    return found.order_by().values("pk").query.sql_with_params()
