"""Calls are counted in PostgreSQL, one row a key: every process and machine sees the same count, and it is exact.

The window is a minute of the database's clock. The row is written in a transaction of its own before anything else
happens; that commit does not wait for the disk, so a crash of the database may forget the last moments of counting.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

WINDOW_SECONDS = 60

COUNT = """
WITH calm AS (SELECT set_config('synchronous_commit', 'off', true) AS is_off)
INSERT INTO integrations_keyuse AS u (key_id, window_at, used, last_used_at)
SELECT %(key)s, date_bin(%(window)s, statement_timestamp(), 'epoch'), 1, statement_timestamp() FROM calm
ON CONFLICT (key_id) DO UPDATE
SET used = CASE WHEN u.window_at >= excluded.window_at THEN u.used + 1 ELSE 1 END,
    window_at = greatest(u.window_at, excluded.window_at), last_used_at = excluded.last_used_at
RETURNING used, ceil(extract(epoch FROM window_at + %(window)s::interval - statement_timestamp()))::int
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of the minute is left after this call, and in how many seconds the next begins."""

    limit: int
    used: int
    reset: int

    @property
    def is_over(self) -> bool:
        """Say whether this call is one too many."""
        return self.used > self.limit

    @property
    def remaining(self) -> int:
        """Return how many more calls this minute takes."""
        return max(self.limit - self.used, 0)


def count_call(*, key_id: UUID) -> Allowance:
    """Count one call of a key; two at the same instant are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key_id, "window": f"{WINDOW_SECONDS} seconds"})
        used, reset = cursor.fetchone()
    return Allowance(settings.KJENN_API_CALLS_A_MINUTE, used, max(reset, 1))
