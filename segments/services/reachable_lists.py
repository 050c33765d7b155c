"""Who may be contacted is kept beside the number of the start page, where they are few of all (law 8)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from consents.selectors import reached_points
from profiles.models import Customer
from segments.models import ReachableList
from segments.registry import Figure
from segments.selectors.everybody import MANY

_IN_ORDER = """
WITH {clause}, counted AS MATERIALIZED ({rows})
SELECT uid FROM profiles_customer WHERE uid IN (SELECT * FROM counted) ORDER BY sort_key, uid
"""


def keep_reachable(*, figures: Iterable[Figure], customers: int, now: datetime) -> None:
    """Keep the keys of those behind each number of `reach`; many are found by walking, and are not kept."""
    for name, scope, value in figures:
        if name != "reach":
            continue
        purpose, channel = scope.split("/")
        if value * MANY > customers:
            ReachableList.objects.filter(purpose=purpose, channel=channel).delete()
            continue
        keys = _reachable(purpose, channel, now) if value else []
        ReachableList.objects.update_or_create(
            purpose=purpose, channel=channel, defaults={"customers": keys, "counted_at": now}
        )


def _reachable(purpose: str, channel: str, now: datetime) -> list[UUID]:
    reached = reached_points(Customer.objects.all(), purpose=purpose, channel=channel, now=now)
    sql, params = reached.rows.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _IN_ORDER.format(clause=reached.clause, rows=sql), [*reached.params, *params]
        )
        return [uid for (uid,) in cursor.fetchall()]
