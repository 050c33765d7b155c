"""Who may be contacted, found for many at once, and heard again as they leave (law 5, abuse 2).

Law 5 is asked of a million at once in a third of the time that it takes chunk by chunk; but a file takes seconds to
write, and a no that is given meanwhile counts. So the statement that writes a chunk asks again what may have
changed: whether the contact point works, whether anything shields the person or they were contacted enough; and all of
law 5 of those about whom the ledger has learnt anything since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from consents.models import ReachedPoint
from consents.registry import contacted_enough
from consents.selectors import Reached, reached_points
from consents.selectors.reach import unshielded
from profiles.models import Customer

_PATIENCE_SECONDS = 60
_TABLE = """
CREATE TEMPORARY TABLE reached_now (
    place int PRIMARY KEY, customer_id uuid NOT NULL, point_id bigint NOT NULL, basis text NOT NULL
) ON COMMIT DROP
"""
# In the order in which the contact points lie on disk: a chunk of them is on few pages.
_FILL = """
INSERT INTO reached_now (place, customer_id, point_id, basis)
WITH {clause} SELECT row_number() OVER (ORDER BY point_id), customer_id, point_id, basis FROM reached_point
"""
_STILL = """
moved (customer_id) AS MATERIALIZED (
    SELECT DISTINCT s.customer_id
    FROM consents_decision d JOIN consents_subject s ON s.uid = d.subject JOIN reached_now r USING (customer_id)
    WHERE d.seq > %s AND r.place BETWEEN %s AND %s
),
again (customer_id, point_id, basis) AS (WITH {again} SELECT customer_id, point_id, basis FROM reached_point),
reached_point (customer_id, point_id, basis) AS NOT MATERIALIZED (
    SELECT customer_id, point_id, basis FROM reached_now
    WHERE place BETWEEN %s AND %s AND customer_id NOT IN (SELECT customer_id FROM moved)
    UNION ALL SELECT customer_id, point_id, basis FROM again
)"""
_NEWEST = "SELECT coalesce(max(seq), 0) FROM consents_decision"
_WRITERS = """
SELECT l.virtualtransaction FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE d.datname = current_database() AND l.relation = 'consents_decision'::regclass
  AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
"""


class LedgerBusyError(Exception):
    """Somebody has been writing into the ledger for too long without an end."""


@dataclass(frozen=True, slots=True)
class FoundReached:
    """Those who were found, in the table `reached_now`, and the newest entry of the ledger that was heard."""

    purpose: str
    channel: str
    now: datetime
    count: int
    heard: int

    def chunks(self, size: int) -> Iterator[Reached]:
        """Yield, so many at a time, those who may be contacted at the moment of the statement that they are part of."""
        for first in range(1, self.count + 1, size):
            yield self._still(first, first + size - 1)

    def _still(self, first: int, last: int) -> Reached:
        moved = Customer.objects.filter(pk__in=RawSQL("SELECT customer_id FROM moved", ()))
        again = reached_points(moved, purpose=self.purpose, channel=self.channel, now=self.now)
        return Reached(
            _STILL.format(again=again.clause),
            [self.heard, first, last, *again.params, first, last],
            _working(again.rows, self.channel, self.now),
        )


def _working(rows: QuerySet[ReachedPoint], channel: str, now: datetime) -> QuerySet[ReachedPoint]:
    """Keep those whose contact point works, whom nothing shields, and who have not been contacted too often."""
    works = rows.filter(point__valid_until__isnull=True, point__bounced_at__isnull=True)
    return works.filter(unshielded("customer__")).exclude(contacted_enough(channel, now))


def find_reached(
    customers: QuerySet[Customer], *, purpose: str, channel: str, now: datetime
) -> FoundReached:
    """Find those of the customers who may be contacted; runs in the caller's transaction, in which they leave."""
    heard = _read_ledger()
    reached = reached_points(customers, purpose=purpose, channel=channel, now=now)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reached_now")
        cursor.execute(_TABLE)
        # Room to hash a million people; then chunks that lie together, for which no table need be read as a whole.
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL random_page_cost = 4")
        cursor.execute(_FILL.format(clause=reached.clause), reached.params)
        count = cursor.rowcount
        cursor.execute("SET LOCAL work_mem TO DEFAULT; SET LOCAL random_page_cost = 0.1")
        cursor.execute("ANALYZE reached_now")
    return FoundReached(purpose, channel, now, count, heard)


def _read_ledger() -> int:
    """Return the newest entry of the ledger, once no older one can appear after it.

    Numbers are drawn before a commit, so who is writing now may hold a smaller one; they are waited for. Whoever begins
    later draws a greater one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        newest: int = cursor.fetchone()[0]
    writing, until = _writers(), monotonic() + _PATIENCE_SECONDS
    while writing:
        if monotonic() > until:
            raise LedgerBusyError
        sleep(0.05)
        writing &= _writers()
    return newest


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {name for (name,) in cursor.fetchall()}
