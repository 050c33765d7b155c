"""The parts of a statement that asks about many uses at once: each use is a bit.

What `lawful` says of one contact point is asked once: which uses a basis covers, which a no. The bits of a customer's
contact points are laid together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When

from consents.choices import CONTACT_KIND, NO, Basis, Channel
from consents.models import DecisionState
from consents.registry import contacted_enough
from consents.selectors.lawful import Use, covers_unasked, said_no, standing_yeses, working_points
from consents.selectors.reach import unshielded
from profiles.models import ContactPoint, Customer

Part = tuple[str, Sequence[Any]]

_WHOLE: Any = BigIntegerField()
# `climbed` holds of each customer with a contact point the uses for which they come to each step but the first.
# OFFSET 0 keeps the planner from hashing each contact point twice, once for each of the sums over it.
PERSONS = """
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
),
climbed AS (
    SELECT customer_id, present, covered, open & ~coalesce(shielded, 0) AS free,
        open & ~coalesce(shielded, 0) & ~coalesce(tired, 0) AS rested
    FROM person LEFT JOIN stopped USING (customer_id)
)
"""
NO_YES = "SELECT NULL::uuid, NULL::bytea, NULL::text, 0::bigint WHERE false"
NO_POINT = "SELECT NULL::bigint, 0::bigint WHERE false"
NO_STOP = "SELECT NULL::uuid, 0::bigint, 0::bigint WHERE false"


@dataclass(frozen=True, slots=True)
class Marked:
    """One use with its bit."""

    bit: int
    use: Use

    @property
    def kind(self) -> str:
        """Return the kind of contact point that the channel needs."""
        return str(CONTACT_KIND[Channel(self.use.channel)])


def filled(statement: str, parts: Mapping[str, Part]) -> Part:
    """Put the parts, in the order in which the statement names them, into their places."""
    sql = statement.format_map({name: part for name, (part, _params) in parts.items()})
    return sql, [param for _part, bound in parts.values() for param in bound]


def points_of(customers: QuerySet[Customer], marked: Sequence[Marked]) -> QuerySet[Any, Any]:
    """Return the working contact points, each with the uses that it is of the kind for, and those covered unasked."""
    return (
        ContactPoint.objects.valid()
        .filter(customer__in=customers.values("pk"))
        .annotate(present=_present(marked), covered=_covered(marked))
        .values_list("customer_id", "pk", "kind", "normalised", "present", "covered")
    )


def _present(marked: Sequence[Marked]) -> Case:
    masks: dict[str, int] = defaultdict(int)
    for each in marked:
        masks[each.kind] |= each.bit
    return _case(*(When(kind=kind, then=_bits(mask)) for kind, mask in masks.items()))


def _covered(marked: Sequence[Marked]) -> Case:
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


def yeses_of(each: Marked) -> QuerySet[Any, Any]:
    """Return the yeses that stand for a use, each with what tells the contact point that it was given for."""
    return (
        standing_yeses(each.use)
        .annotate(bit=_bits(each.bit))
        .values_list("subject__customer_id", "subject__salt", "commitment", "bit")
    )


def noes_of(
    customers: QuerySet[Customer], marked: Sequence[Marked]
) -> Iterator[QuerySet[Any, Any]]:
    """Yield the contact points that a no covers, use by use; uses that nobody has said no to are not asked about."""
    said = set(
        DecisionState.objects.filter(state__in=NO).values_list("purpose", "channel").distinct()
    )
    for each in marked:
        if any(
            purpose in each.use.line and channel in {"", each.use.channel}
            for purpose, channel in said
        ):
            yield refused_by(customers, each)


def refused_by(customers: QuerySet[Customer], each: Marked) -> QuerySet[Any, Any]:
    """Return the contact points that a no to a use covers."""
    points = working_points(each.use.channel).filter(customer__in=customers.values("pk"))
    return points.filter(said_no(each.use)).annotate(bit=_bits(each.bit)).values_list("pk", "bit")


def stopped_from(
    customers: QuerySet[Customer], marked: Sequence[Marked], now: datetime
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


def laid_after(branches: Sequence[QuerySet[Any, Any]], nothing: str) -> Part:
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
