"""The sources compared with each other, in the background: who is contradicted, and how many of each kind.

1. A look every minute costs a few reads: where nothing newer was said since the last comparison, its time moves on.
2. A comparison rests as `pace` says.
3. Rooms fill `found_contradiction`; what is no longer so goes, what is new comes, in one transaction under one lock.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from profiles.contradictions import FOUND, finders
from profiles.models import ContradictionFigure
from profiles.services.pace import is_due, still_true, timed

COMPARISON = "comparison"
_LOCK = "SELECT pg_try_advisory_xact_lock(7201, 0)"
_GONE = """
DELETE FROM profiles_contradiction c WHERE NOT EXISTS (
    SELECT FROM found_contradiction f WHERE f.kind = c.kind AND f.scope = c.scope AND f.customer_id = c.customer_id
      AND f.other IS NOT DISTINCT FROM c.other)
"""
# In the order of names, so that pages by key are pages by name.
_NEW = """
INSERT INTO profiles_contradiction (kind, scope, customer_id, other)
SELECT f.kind, f.scope, f.customer_id, f.other
FROM found_contradiction f JOIN profiles_customer c ON c.uid = f.customer_id
WHERE c.restricted_at IS NULL AND NOT EXISTS (
    SELECT FROM profiles_contradiction p
    WHERE p.kind = f.kind AND p.scope = f.scope AND p.customer_id = f.customer_id)
ORDER BY f.kind, f.scope, c.sort_key, c.uid
ON CONFLICT DO NOTHING
"""
_COUNT = """
INSERT INTO profiles_contradictionfigure (kind, scope, customer_count, counted_at)
SELECT kind, scope, count(*), %(now)s FROM profiles_contradiction GROUP BY kind, scope
"""


def compare_sources(*, now: datetime) -> bool:
    """Compare what the sources say where something new was said; return whether that was done."""
    newest = _newest(now)
    if still_true(COMPARISON, newest=newest, now=now):
        ContradictionFigure.objects.update(counted_at=now)
        return False
    return is_due(COMPARISON, now=now) and _compare(newest, now)


def _newest(now: datetime) -> list[Any]:
    """Return what comparisons depend on; the day is part of it, because ages do."""
    found = [str(timezone.localdate(now))]
    return found + [str(mark) for finder in finders() for mark in finder.newest()]


@transaction.atomic
def _compare(newest: list[Any], now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return False
        with timed(COMPARISON, now=now, newest=newest):
            _find(cursor, now)
    return True


def _find(cursor: CursorWrapper, now: datetime) -> None:
    cursor.execute(FOUND)
    for finder in finders():
        finder.find(cursor, now)
    cursor.execute("ANALYZE found_contradiction")
    cursor.execute(_GONE)
    cursor.execute(_NEW)
    ContradictionFigure.objects.all().delete()
    cursor.execute(_COUNT, {"now": now})
    cursor.execute("DROP TABLE found_contradiction")
