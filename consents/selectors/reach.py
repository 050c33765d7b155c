"""The staircase of law 5: who of these customers may be contacted now, step by step, and on which basis.

Everything is one query a step that only narrows the one before, so that a number, a list and an export agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from consents.choices import CONTACT_KIND, NO, YES, Basis, Channel
from consents.models import DecisionState, PurposeBasis, ReachedPoint
from consents.registry import contacted_enough
from consents.selectors.purposes import lineages
from profiles.models import ContactPoint, Customer, CustomerMetric, Protection
from profiles.selectors import get_company

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


# One contact point a customer: the preferred, else the oldest; its basis is the first that the officer prefers.
_BEST = """
reached_point (customer_id, point_id, basis) AS MATERIALIZED (
    SELECT DISTINCT ON (customer_id) customer_id, point_id, basis
    FROM ({lawful}) AS lawful (customer_id, point_id, is_preferred, place, basis)
    ORDER BY customer_id, is_preferred DESC, point_id, place
)"""
_NOBODY = "SELECT NULL::uuid, NULL::bigint, false, 0, '' WHERE false"


class Commitment(Func):
    """The ledger's name of a contact point: (salt, kind, normalised)."""

    function = "consents_commitment"
    output_field = CharField()


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
    decision_uid: UUID | None = None


def reach_steps(
    customers: QuerySet[Customer], *, purpose: str, channel: str, now: datetime
) -> list[ReachStep]:
    """Return the five steps; the last one's customers carry `reach_point_id` and `reach_basis`."""
    refused = said_no(purpose=purpose, channel=channel, now=now)
    working = working_points(channel)
    covered = [points for _basis, points in _covered(purpose=purpose, channel=channel, now=now)]
    unrefused = [points.exclude(refused) for points in covered]
    lawful = lawful_points(working, purpose=purpose, channel=channel, now=now)
    best = lawful.exclude(refused).filter(customer=OuterRef("pk")).order_by("-is_preferred", "pk")
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
    refused = said_no(purpose=purpose, channel=channel, now=now)
    free = _rested(customers, channel, now)
    branches = [
        points.exclude(refused)
        .filter(customer__in=free.values("pk"))
        .annotate(place=Value(place), reach_basis=Value(basis))
        .values("customer_id", "pk", "is_preferred", "place", "reach_basis")
        for place, (basis, points) in enumerate(_covered(purpose=purpose, channel=channel, now=now))
    ]
    try:
        sql, params = _all_of(branches).query.sql_with_params()
    except EmptyResultSet:
        sql, params = _NOBODY, ()
    rows = ReachedPoint.objects.all()
    return Reached(_BEST.format(lawful=sql), params, rows)


def _all_of(branches: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    if not branches:
        raise EmptyResultSet
    first, *rest = branches
    return first.union(*rest, all=True) if rest else first


def _free(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Keep those whom neither a protection nor a restriction shields."""
    shields = Protection.objects.filter(customer=OuterRef("pk"), lifted_at__isnull=True)
    return customers.filter(~Exists(shields), restricted_at__isnull=True)


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


def working_points(channel: str) -> QuerySet[ContactPoint]:
    """Return the working contact points of a channel."""
    return ContactPoint.objects.valid().filter(kind=CONTACT_KIND[Channel(channel)])


def _yes(*, purpose: str, channel: str, now: datetime) -> QuerySet[DecisionState]:
    """Return the standing yeses for exactly this purpose and channel."""
    return DecisionState.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        purpose=purpose,
        channel=channel,
        state__in=YES,
    )


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


def _covered(
    *, purpose: str, channel: str, now: datetime
) -> list[tuple[str, QuerySet[ContactPoint]]]:
    """Return, basis by basis, consent first, the working contact points that it covers."""
    points = working_points(channel)
    return [
        (basis, points.filter(_holds(basis, purpose=purpose, channel=channel, now=now)))
        for basis in _bases(purpose, channel)
    ]


def lawful_points(
    points: QuerySet[ContactPoint], *, purpose: str, channel: str, now: datetime
) -> QuerySet[ContactPoint]:
    """Keep the contact points that a lawful basis covers, each with its `reach_basis`, consent first."""
    bases = _bases(purpose, channel)
    if not bases:
        return points.annotate(reach_basis=Value("")).none()
    whens = [
        When(_holds(basis, purpose=purpose, channel=channel, now=now), then=Value(basis))
        for basis in bases
    ]
    first = Case(*whens, default=Value(""), output_field=CharField())
    return points.annotate(reach_basis=first).exclude(reach_basis="")


def _bases(purpose: str, channel: str) -> list[str]:
    """Return the bases that the officer allows for a purpose and channel, in the order in which they are preferred."""
    allowed = set(
        PurposeBasis.objects.filter(purpose__slug=purpose, channel=channel).values_list(
            "basis", flat=True
        )
    )
    return [basis for basis in Basis.values if basis in allowed]


def _holds(basis: str, *, purpose: str, channel: str, now: datetime) -> Q:
    """Return the condition on a contact point under which a basis covers it, in the customer's country."""
    here = _in_country(purpose=purpose, channel=channel, basis=basis)
    bought = Q(
        Exists(
            CustomerMetric.objects.filter(customer=OuterRef("customer_id"), purchase_count__gt=0)
        )
    )
    if basis == Basis.CONSENT:
        yes = _yes(purpose=purpose, channel=channel, now=now).filter(
            subject__customer=OuterRef("customer_id"),
            commitment=Commitment(F("subject__salt"), OuterRef("kind"), OuterRef("normalised")),
        )
        return here & Q(Exists(yes))
    if basis == Basis.OWN_CUSTOMER:
        return here & Q(given_at_sale=True) & bought
    if basis == Basis.CONTRACT:
        return here & bought
    return here


def _in_country(*, purpose: str, channel: str, basis: str) -> Q:
    """Return the condition that the basis is allowed where the customer lives; unknown means the company's country."""
    countries = set(
        PurposeBasis.objects.filter(
            purpose__slug=purpose, channel=channel, basis=basis
        ).values_list("country", flat=True)
    )
    if "" in countries:
        return Q()
    if get_company().default_country in countries:
        countries.add("")
    return Q(customer__country__in=sorted(countries))


def said_no(*, purpose: str, channel: str, now: datetime) -> Q:
    """Return the condition that a no covers a contact point: for the purpose or any above it, for this channel or all.

    A yes of the person's own that is newer than a wider no lifts it for its own purpose, channel and contact point.
    """
    newer_yes = _yes(purpose=purpose, channel=channel, now=now).filter(
        subject__customer=OuterRef("subject__customer"),
        occurred_at__gt=OuterRef("occurred_at"),
        commitment=Commitment(
            F("subject__salt"), OuterRef(OuterRef("kind")), OuterRef(OuterRef("normalised"))
        ),
    )
    no = DecisionState.objects.filter(
        Q(commitment="")
        | Q(commitment=Commitment(F("subject__salt"), OuterRef("kind"), OuterRef("normalised"))),
        ~Exists(newer_yes),
        subject__customer=OuterRef("customer_id"),
        purpose__in=_lineage(purpose),
        channel__in=["", channel],
        state__in=NO,
    )
    return Q(Exists(no))


def _lineage(purpose: str) -> Sequence[str]:
    """Return the purpose and all above it."""
    return lineages().get(purpose, (purpose,))


def consent_exists(*, purpose: str, channel: str, states: Sequence[str]) -> Exists:
    """Return the condition, for rules, that a customer (OuterRef pk) has a decision in one of these states."""
    found = DecisionState.objects.filter(
        subject__customer=OuterRef("pk"), purpose=purpose, state__in=states
    )
    return Exists(found.filter(channel=channel) if channel else found)
