"""The staircases of many purposes and channels, counted of the same customers in one pass.

Customers who stand alike for every use are counted together. Exactly those are counted whom `reach_steps` finds; a
property-based test holds the two to each other. The same pass tells who stands where they are few.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from config.lib.statistics import refresh_where_outdated
from consents.models import DecisionState, Subject
from consents.selectors.lawful import Bases, Use
from consents.selectors.staircase_parts import (
    NO_POINT,
    NO_STOP,
    NO_YES,
    PERSONS,
    Marked,
    filled,
    laid_after,
    noes_of,
    points_of,
    stopped_from,
    yeses_of,
)  # fmt: skip
from profiles.models import ContactPoint, Customer

# Customers' counts by step, from the second on: the first is everybody.
Counts = dict[tuple[str, str], list[int]]
# The places of the lowest and the highest last step of those who are on a stair, both included.
Stair = tuple[int, int]
TOP = 4
# Whoever comes so far, and whoever falls out at the next step.
STAIRS: tuple[Stair, ...] = tuple(
    stair for place in range(1, TOP + 1) for stair in ((place, TOP), (place - 1, place - 1))
)

# A bigint holds so many bits beside its sign.
MOST_USES = 60
_CLIMB = f"CREATE TEMPORARY TABLE staircase_climbed ON COMMIT DROP AS {PERSONS} TABLE climbed"
_COUNT = """
SELECT present, covered, free, rested, count(*) FROM staircase_climbed GROUP BY present, covered, free, rested
"""
# Those who stand as one of the few do, with their names' order; without a contact detail nobody is in `climbed`.
_SET_ASIDE = """
CREATE TEMPORARY TABLE staircase_few ON COMMIT DROP AS
SELECT customer_id, sort_key, climbed.present, climbed.covered, climbed.free, climbed.rested
FROM staircase_climbed AS climbed JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS alike (present, covered, free, rested) USING (present, covered, free, rested)
JOIN profiles_customer ON uid = customer_id
"""
_ADD_POINTLESS = """
INSERT INTO staircase_few SELECT uid, sort_key, 0, 0, 0, 0 FROM ({customers}) AS asked (uid, sort_key)
WHERE NOT EXISTS (SELECT FROM staircase_climbed WHERE customer_id = uid)
"""
_FEW = """
SELECT lowest, highest, array_agg(customer_id ORDER BY sort_key, customer_id)
FROM staircase_few CROSS JOIN LATERAL (SELECT (present & %(bit)s > 0)::int + (covered & %(bit)s > 0)::int
    + (free & %(bit)s > 0)::int + (rested & %(bit)s > 0)::int) AS last (step)
JOIN unnest(%(lowest)s::int[], %(highest)s::int[]) AS stair (lowest, highest) ON step BETWEEN lowest AND highest
GROUP BY lowest, highest
"""


@dataclass(frozen=True, slots=True)
class FewOn:
    """The few who are on one stair of one staircase, in the order of their names."""

    purpose: str
    channel: str
    lowest: int
    highest: int
    customers: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Keep:
    """Which of the stairs are to be told by name, `among` so many customers: those with few on them go to `take`."""

    among: int
    at_most: int
    take: Callable[[FewOn], None]
    stairs: Sequence[Stair] = STAIRS


@dataclass(frozen=True, slots=True)
class _Alike:
    """How many customers stand in one way: the uses for which they come to each step."""

    masks: tuple[int, ...]
    count: int

    def last_step(self, bit: int) -> int:
        """Return the place of their last step for one use."""
        return sum(1 for mask in self.masks if mask & bit)


def staircase_counts(
    customers: QuerySet[Customer],
    *,
    uses: Sequence[tuple[str, str]],
    now: datetime,
    keep: Keep | None = None,
) -> Counts:
    """Return for each purpose and channel how many of the customers stand on each step but the first."""
    # A plan made for tables that were empty a moment ago compares each with each: seen not to end at 200,000.
    refresh_where_outdated([Subject, DecisionState, ContactPoint])
    bases = Bases.read()
    found: Counts = {}
    for first in range(0, len(uses), MOST_USES):
        marked = [
            Marked(1 << place, Use(purpose, channel, now, bases))
            for place, (purpose, channel) in enumerate(uses[first : first + MOST_USES])
        ]
        with transaction.atomic():
            ways = _climb(customers, marked, now)
            found |= {(each.use.purpose, each.use.channel): _counts(ways, each) for each in marked}
            if keep and keep.at_most:
                _tell_few(customers, marked, ways, keep)
    return found


def _climb(customers: QuerySet[Customer], marked: Sequence[Marked], now: datetime) -> list[_Alike]:
    """Leave in a table how each customer stands, and return in which ways they do."""
    parts = {
        "points": laid_after([points_of(customers, marked)], ""),
        "yeses": laid_after([yeses_of(each) for each in marked], NO_YES),
        "noes": laid_after(list(noes_of(customers, marked)), NO_POINT),
        "stopped": laid_after(list(stopped_from(customers, marked, now)), NO_STOP),
    }
    with connection.cursor() as cursor:
        # Without room to hash everybody a plan would sort millions of contact points on disk.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staircase_climbed, pg_temp.staircase_few")
        cursor.execute(*filled(_CLIMB, parts))
        cursor.execute(_COUNT)
        return [_Alike(tuple(masks), count) for *masks, count in cursor.fetchall()]


def _counts(ways: Sequence[_Alike], each: Marked) -> list[int]:
    steps = [way.last_step(each.bit) for way in ways]
    return [
        sum(way.count for way, step in zip(ways, steps, strict=True) if step >= place)
        for place in range(1, TOP + 1)
    ]


def _tell_few(
    customers: QuerySet[Customer], marked: Sequence[Marked], ways: Sequence[_Alike], keep: Keep
) -> None:
    """Tell who is on each stair that so few are on."""
    everybody = [*ways, _Alike((0, 0, 0, 0), keep.among - sum(way.count for way in ways))]
    wanted = [(each, list(_few_stairs(everybody, each, keep))) for each in marked]
    alike = [
        way
        for way in everybody
        if any(
            lowest <= way.last_step(each.bit) <= highest
            for each, stairs in wanted
            for lowest, highest in stairs
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, [[way.masks[place] for way in alike] for place in range(TOP)])
        if everybody[-1] in alike:
            sql, params = customers.order_by().values_list("pk", "sort_key").query.sql_with_params()
            cursor.execute(_ADD_POINTLESS.format(customers=sql), params)
        for each, stairs in wanted:
            if stairs:
                _tell(cursor, each, stairs, keep)


def _few_stairs(ways: Sequence[_Alike], each: Marked, keep: Keep) -> Iterator[Stair]:
    """Yield the stairs that somebody is on, and not too many."""
    for lowest, highest in keep.stairs:
        on_it = sum(way.count for way in ways if lowest <= way.last_step(each.bit) <= highest)
        if 0 < on_it <= keep.at_most:
            yield lowest, highest


def _tell(cursor: Any, each: Marked, stairs: Sequence[Stair], keep: Keep) -> None:
    lowest, highest = zip(*stairs, strict=True)
    bound = {"bit": each.bit, "lowest": list(lowest), "highest": list(highest)}
    cursor.execute(_FEW, bound)
    for low, high, customers in cursor.fetchall():
        keep.take(FewOn(each.use.purpose, each.use.channel, low, high, customers))
