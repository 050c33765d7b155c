"""The staircases of many purposes and channels, counted of the same customers in one pass.

Each use is a bit. What `lawful` says of one contact point is asked once: which uses a basis covers, which a no. The
bits of a customer's contact points are laid together, and customers who stand alike are counted together. Exactly those
are counted whom `reach_steps` finds; a property-based test holds the two to each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from config.lib.statistics import refresh_where_outdated
from consents.choices import CONTACT_KIND, NO, Basis, Channel
from consents.models import DecisionState, Subject
from consents.registry import contacted_enough
from consents.selectors.lawful import (
    Bases,
    Use,
    covers_unasked,
    said_no,
    standing_yeses,
    working_points,
)
from consents.selectors.reach import unshielded
from profiles.models import ContactPoint, Customer

# Customers' counts by step, from the second on: the first is everybody.
Counts = dict[tuple[str, str], list[int]]
_Part = tuple[str, Sequence[Any]]

# A bigint holds so many bits beside its sign.
MOST_USES = 60
_WHOLE: Any = BigIntegerField()
# OFFSET 0 keeps the planner from hashing each contact point twice, once for each of the sums over it.
_PERSONS = """
WITH point (customer_id, point_id, kind, normalised, present, covered) AS ({points}),
yes (customer_id, salt, commitment, covered) AS ({yeses}),
refused (point_id, refused) AS NOT MATERIALIZED (
    SELECT point_id, bit_or(bit) FROM ({noes}) AS no (point_id, bit) GROUP BY point_id
),
stopped (customer_id, shielded, tired) AS NOT MATERIALIZED (
    SELECT customer_id, bit_or(shielded), bit_or(tired)
    FROM ({stopped}) AS stop (customer_id, shielded, tired) GROUP BY customer_id
),
person AS (
    SELECT customer_id, bit_or(present) AS present, bit_or(covered) AS covered,
        bit_or(covered & ~coalesce(refused, 0)) AS open
    FROM (
        SELECT p.customer_id, p.point_id, p.present, p.covered | CASE
            WHEN y.commitment = consents_commitment(y.salt, p.kind, p.normalised) THEN y.covered & p.present ELSE 0
            END AS covered
        FROM point p LEFT JOIN yes y ON y.customer_id = p.customer_id
        OFFSET 0
    ) AS marked LEFT JOIN refused USING (point_id)
    GROUP BY customer_id
)
"""
_COUNT = (
    _PERSONS
    + """
SELECT present, covered, open & ~coalesce(shielded, 0), open & ~coalesce(shielded, 0) & ~coalesce(tired, 0), count(*)
FROM person LEFT JOIN stopped USING (customer_id)
GROUP BY 1, 2, 3, 4
"""
)
_LEVELS = (
    _PERSONS
    + """
SELECT customer_id, (present > 0)::int + (covered > 0)::int + (open & ~coalesce(shielded, 0) > 0)::int
    + (open & ~coalesce(shielded, 0) & ~coalesce(tired, 0) > 0)::int
FROM person LEFT JOIN stopped USING (customer_id)
"""
)
_NO_YES = "SELECT NULL::uuid, NULL::bytea, NULL::text, 0::bigint WHERE false"
_NO_POINT = "SELECT NULL::bigint, 0::bigint WHERE false"
_NO_STOP = "SELECT NULL::uuid, 0::bigint, 0::bigint WHERE false"


@dataclass(frozen=True, slots=True)
class _Marked:
    """One use with its bit."""

    bit: int
    use: Use

    @property
    def kind(self) -> str:
        """Return the kind of contact point that the channel needs."""
        return str(CONTACT_KIND[Channel(self.use.channel)])


def staircase_counts(
    customers: QuerySet[Customer], *, uses: Sequence[tuple[str, str]], now: datetime
) -> Counts:
    """Return for each purpose and channel how many of the customers stand on each step but the first."""
    # A plan made for tables that were empty a moment ago compares each with each: seen not to end at 200,000.
    refresh_where_outdated([Subject, DecisionState, ContactPoint])
    bases = Bases.read()
    found: Counts = {}
    for first in range(0, len(uses), MOST_USES):
        marked = [
            _Marked(1 << place, Use(purpose, channel, now, bases))
            for place, (purpose, channel) in enumerate(uses[first : first + MOST_USES])
        ]
        found |= _counted(customers, marked, now)
    return found


def _counted(customers: QuerySet[Customer], marked: Sequence[_Marked], now: datetime) -> Counts:
    counts = {(each.use.purpose, each.use.channel): [0, 0, 0, 0] for each in marked}
    for *masks, count in _rows(customers, marked, now):
        for each in marked:
            steps = counts[each.use.purpose, each.use.channel]
            for place, mask in enumerate(masks):
                steps[place] += count if mask & each.bit else 0
    return counts


def levels_of(
    uids: Sequence[UUID], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, int]:
    """Return how far up one staircase each of a few customers comes: the place of their last step, from 0."""
    if not uids:
        return {}
    use = _Marked(1, Use(purpose, channel, now, Bases.read()))
    yeses = _yeses(use).filter(subject__customer__in=uids)
    with connection.cursor() as cursor:
        cursor.execute(*_levels(Customer.objects.filter(pk__in=uids), use, yeses))
        return dict.fromkeys(uids, 0) | dict(cursor.fetchall())


def between_levels(
    customers: QuerySet[Customer],
    *,
    purpose: str,
    channel: str,
    lowest: int,
    highest: int,
    now: datetime,
) -> QuerySet[Customer]:
    """Keep those whose last step on one staircase is one of these places; asked in one pass of all the customers."""
    use = _Marked(1, Use(purpose, channel, now, Bases.read()))
    sql, params = _levels(customers, use, _yeses(use))
    climbed = f"SELECT customer_id FROM ({sql}) AS climbed (customer_id, level) WHERE level"  # noqa: S608 Django's
    if lowest:
        within = RawSQL(f"{climbed} BETWEEN %s AND %s", [*params, lowest, highest])  # noqa: S611 ours
        return customers.filter(pk__in=within)
    return customers.exclude(pk__in=RawSQL(f"{climbed} > %s", [*params, highest]))  # noqa: S611 ours


def _levels(customers: QuerySet[Customer], use: _Marked, yeses: QuerySet[Any, Any]) -> _Part:
    parts = {
        "points": _sql([_points(customers, [use])], ""),
        "yeses": _sql([yeses], _NO_YES),
        "noes": _sql([_refused(customers, use)], _NO_POINT),
        "stopped": _sql(list(_stopped(customers, [use], use.use.now)), _NO_STOP),
    }
    return _filled(_LEVELS, parts)


def _rows(
    customers: QuerySet[Customer], marked: Sequence[_Marked], now: datetime
) -> list[tuple[int, ...]]:
    """Return the bits of each step with how many customers stand so."""
    parts = {
        "points": _sql([_points(customers, marked)], ""),
        "yeses": _sql([_yeses(each) for each in marked], _NO_YES),
        "noes": _sql(list(_noes(customers, marked)), _NO_POINT),
        "stopped": _sql(list(_stopped(customers, marked, now)), _NO_STOP),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Without room to hash everybody a plan would sort millions of contact points on disk.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute(*_filled(_COUNT, parts))
        rows: list[tuple[int, ...]] = cursor.fetchall()
        return rows


def _filled(statement: str, parts: Mapping[str, _Part]) -> _Part:
    """Put the parts, in the order in which the statement names them, into their places."""
    sql = statement.format_map({name: part for name, (part, _params) in parts.items()})
    return sql, [param for _part, bound in parts.values() for param in bound]


def _points(customers: QuerySet[Customer], marked: Sequence[_Marked]) -> QuerySet[Any, Any]:
    """Return the working contact points, each with the uses that it is of the kind for, and those covered unasked."""
    return (
        ContactPoint.objects.valid()
        .filter(customer__in=customers.values("pk"))
        .annotate(present=_present(marked), covered=_covered(marked))
        .values_list("customer_id", "pk", "kind", "normalised", "present", "covered")
    )


def _present(marked: Sequence[_Marked]) -> Case:
    masks: dict[str, int] = defaultdict(int)
    for each in marked:
        masks[each.kind] |= each.bit
    return _case(*(When(kind=kind, then=_bits(mask)) for kind, mask in masks.items()))


def _covered(marked: Sequence[_Marked]) -> Case:
    """Return the uses that a basis other than consent covers; those with the same condition are asked together."""
    masks: dict[tuple[str, str, frozenset[str]], int] = defaultdict(int)
    whens: dict[tuple[str, str, frozenset[str]], Q] = {}
    for each in marked:
        for basis, countries in each.use.countries.items():
            if basis != Basis.CONSENT:
                masks[each.kind, basis, countries] |= each.bit
                whens[each.kind, basis, countries] = covers_unasked(basis, each.use)
    found: dict[str, list[Any]] = defaultdict(list)
    for key, mask in masks.items():
        kind = key[0]
        found[kind].append(_case(When(Q(kind=kind) & whens[key], then=_bits(mask))))
    return _case(*(When(kind=kind, then=_together(cases)) for kind, cases in found.items()))


def _yeses(each: _Marked) -> QuerySet[Any, Any]:
    return (
        standing_yeses(each.use)
        .annotate(bit=_bits(each.bit))
        .values_list("subject__customer_id", "subject__salt", "commitment", "bit")
    )


def _noes(customers: QuerySet[Customer], marked: Sequence[_Marked]) -> Iterator[QuerySet[Any, Any]]:
    """Yield the contact points that a no covers, use by use; uses that nobody has said no to are not asked about."""
    said = set(
        DecisionState.objects.filter(state__in=NO).values_list("purpose", "channel").distinct()
    )
    for each in marked:
        if any(
            purpose in each.use.line and channel in {"", each.use.channel}
            for purpose, channel in said
        ):
            yield _refused(customers, each)


def _refused(customers: QuerySet[Customer], each: _Marked) -> QuerySet[Any, Any]:
    points = working_points(each.use.channel).filter(customer__in=customers.values("pk"))
    return points.filter(said_no(each.use)).annotate(bit=_bits(each.bit)).values_list("pk", "bit")


def _stopped(
    customers: QuerySet[Customer], marked: Sequence[_Marked], now: datetime
) -> Iterator[QuerySet[Any, Any]]:
    """Yield who is shielded, from every use, and who rests, from those of a channel."""
    columns = ("pk", "shielded", "tired")
    shielded = customers.filter(~unshielded())
    every = reduce(int.__or__, (each.bit for each in marked))
    yield shielded.annotate(shielded=_bits(every), tired=_bits(0)).values_list(*columns)
    masks: dict[str, int] = defaultdict(int)
    for each in marked:
        masks[each.use.channel] |= each.bit
    for channel, mask in masks.items():
        tired = customers.filter(contacted_enough(channel, now))
        yield tired.annotate(shielded=_bits(0), tired=_bits(mask)).values_list(*columns)


def _sql(branches: Sequence[QuerySet[Any, Any]], nothing: str) -> _Part:
    """Return the branches one after the other as Django compiles them, without those that can find nothing."""
    statements: list[str] = []
    bound: list[Any] = []
    for branch in branches:
        try:
            sql, params = branch.order_by().query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(sql)
        bound += params
    return " UNION ALL ".join(statements) or nothing, bound


def _bits(mask: int) -> Value:
    return Value(mask, output_field=_WHOLE)


def _case(*whens: When) -> Case:
    return Case(*whens, default=_bits(0), output_field=_WHOLE)


def _together(masks: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left.bitor(right), masks)
