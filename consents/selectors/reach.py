"""The staircase of law 5: who of these customers may be contacted now, step by step, and on which basis.

Everything is one query a step that only narrows the one before, so that a number, a list and an export agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from consents.choices import Basis
from consents.models import AskedPoint, DecisionState, ReachedPoint
from consents.registry import contacted_enough
from consents.selectors.lawful import (
    Bases,
    Use,
    covered_points,
    lawful_points,
    said_no,
    working_points,
)
from profiles.models import ContactPoint, Customer, Protection

STEPS = {
    "members": _("In the segment"),
    "contact_point": _("Has a contact detail that works"),
    "basis": _("There is a lawful basis"),
    "no_opt_out": _("Has not said no, and nothing protects them"),
    "reachable": _("May be contacted now"),
}
REASONS = {
    "contact_point": _("There is no working contact detail for this channel."),
    "basis": _("There is no consent, and no other lawful basis."),
    "no_opt_out": _("The person has said no, or is protected, deceased or restricted."),
    "reachable": _("The person has been contacted often enough lately."),
}


# The contact points of those who are asked about, found once and not anew for each basis: the planner would begin at
# everybody's where it takes a basis for rare. Then one a customer: the preferred, else the oldest; its basis is the
# first that the officer prefers.
_BEST = """
asked_point (id, customer_id, kind, normalised, is_preferred, given_at_sale) AS MATERIALIZED ({asked}),
reached_point (customer_id, point_id, basis) AS MATERIALIZED (
    SELECT DISTINCT ON (customer_id) customer_id, point_id, basis
    FROM ({lawful}) AS lawful (customer_id, point_id, is_preferred, place, basis)
    ORDER BY customer_id, is_preferred DESC, point_id, place
)"""
_NONE = """
reached_point (customer_id, point_id, basis) AS (SELECT NULL::uuid, NULL::bigint, '' WHERE false)"""


@dataclass(frozen=True, slots=True)
class ReachStep:
    """One step of the staircase; `customers` narrows the step before."""

    key: str
    label: str
    customers: QuerySet[Customer]


@dataclass(frozen=True, slots=True)
class Reached:
    """The last step as part of a statement: `WITH {clause} …`, in which `rows` may be asked for."""

    clause: str
    params: Sequence[Any]
    rows: QuerySet[ReachedPoint]


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether one customer may be contacted, why, and where."""

    allowed: bool
    basis: str
    reason: str
    contact_point: ContactPoint | None


def reach_steps(
    customers: QuerySet[Customer], *, purpose: str, channel: str, now: datetime
) -> list[ReachStep]:
    """Return the five steps; the last one's customers carry `reach_point_id` and `reach_basis`."""
    use = Use(purpose, channel, now, Bases.read())
    refused = said_no(use)
    working = working_points(channel)
    covered = [points for _basis, points in covered_points(use)]
    unrefused = [points.exclude(refused) for points in covered]
    lawful = lawful_points(working, use).exclude(refused).filter(customer=OuterRef("pk"))
    best = lawful.order_by("-is_preferred", "pk")
    stairs = [
        customers,
        customers.filter(Exists(working.filter(customer=OuterRef("pk")))),
        _owning(customers, covered),
        _owning(_free(customers), unrefused),
        _owning(_rested(customers, channel, now), unrefused).annotate(
            reach_point_id=Subquery(best.values("pk")[:1]),
            reach_basis=Subquery(best.values("reach_basis")[:1]),  # type: ignore[misc]
        ),
    ]
    return [
        ReachStep(key, str(label), found)
        for (key, label), found in zip(STEPS.items(), stairs, strict=True)
    ]


def reached_points(
    customers: QuerySet[Customer], *, purpose: str, channel: str, now: datetime
) -> Reached:
    """Return the people of the last step with the contact point and basis of each, for statements over many.

    The same people and points as the last of `reach_steps`: there one customer is asked after another, here each basis
    is asked for all at once.
    """
    use = Use(purpose, channel, now, Bases.read())
    refused = said_no(use)
    free = _rested(customers, channel, now)
    asked = working_points(channel).filter(customer__in=free.values("pk"))
    branches = [
        points.exclude(refused)
        .annotate(place=Value(place), reach_basis=Value(basis))
        .values("customer_id", "pk", "is_preferred", "place", "reach_basis")
        for place, (basis, points) in enumerate(covered_points(use, AskedPoint.objects.all()))
    ]
    rows = ReachedPoint.objects.all()
    try:
        asked_sql, asked_params = _asked(asked).query.sql_with_params()
        sql, params = _all_of(branches).query.sql_with_params()
    except EmptyResultSet:
        return Reached(_NONE, (), rows)
    return Reached(_BEST.format(asked=asked_sql, lawful=sql), [*asked_params, *params], rows)


def told_points(
    uids: Sequence[UUID], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, tuple[str, str]]:
    """Return the basis and the contact detail of those of a few customers who may be contacted."""
    few = Customer.objects.filter(pk__in=uids)
    reached = reached_points(few, purpose=purpose, channel=channel, now=now)
    told: Any = reached.rows.annotate(said=F("point__raw"))
    sql, params = told.values_list("customer_id", "basis", "said").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {reached.clause} {sql}", [*reached.params, *params])
        return {uid: (basis, said) for uid, basis, said in cursor.fetchall()}


def _asked(points: QuerySet[ContactPoint]) -> QuerySet[ContactPoint, Any]:
    """Return what `AskedPoint` reads."""
    return points.order_by().values_list(
        "pk", "customer_id", "kind", "normalised", "is_preferred", "given_at_sale"
    )


def _all_of(branches: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    if not branches:
        raise EmptyResultSet
    first, *rest = branches
    return first.union(*rest, all=True) if rest else first


def unshielded(path: str = "") -> Q:
    """Return the condition that neither a protection nor a restriction shields a customer.

    For a row that has the customer's key as its own, `path` leads to the customer.
    """
    shields = Protection.objects.filter(customer=OuterRef("pk"), lifted_at__isnull=True)
    return Q(~Exists(shields), (f"{path}restricted_at__isnull", True))


def _free(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Keep those whom nothing shields."""
    return customers.filter(unshielded())


def _rested(customers: QuerySet[Customer], channel: str, now: datetime) -> QuerySet[Customer]:
    """Keep those who are free and have not been contacted too often."""
    return _free(customers).exclude(contacted_enough(channel, now))


def permission(*, customer_uid: UUID, purpose: str, channel: str, now: datetime) -> Permission:
    """Say whether one customer may be contacted for a purpose through a channel now, with basis or reason."""
    steps = reach_steps(
        Customer.objects.filter(pk=customer_uid), purpose=purpose, channel=channel, now=now
    )
    reached = steps[-1].customers.first()
    if reached is None:
        fell = next((step.key for step in steps[1:] if not step.customers.exists()), "basis")
        return Permission(False, "", str(REASONS[fell]), None)
    point = ContactPoint.objects.get(pk=reached.reach_point_id)  # type: ignore[attr-defined]
    basis = reached.reach_basis  # type: ignore[attr-defined]
    return Permission(True, basis, str(Basis(basis).label), point)


def _owning(
    customers: QuerySet[Customer], points: Sequence[QuerySet[ContactPoint]]
) -> QuerySet[Customer]:
    """Keep the customers who own one of these contact points.

    A union, because a condition with OR would be tried row by row where a join answers for all at once.
    """
    owners = [found.values("customer_id") for found in points]
    if not owners:
        return customers.none()
    first, *rest = owners
    return customers.filter(pk__in=first.union(*rest, all=True) if rest else first)


def consent_exists(*, purpose: str, channel: str, states: Sequence[str]) -> Exists:
    """Return the condition, for rules, that a customer (OuterRef pk) has a decision in one of these states."""
    found = DecisionState.objects.filter(
        subject__customer=OuterRef("pk"), purpose=purpose, state__in=states
    )
    return Exists(found.filter(channel=channel) if channel else found)
