"""Which contact points a lawful basis covers for a purpose and channel, and which a no covers: conditions, no people.

What the officer allows is read once (`Bases`) and then asked of any number of contact points.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from consents.choices import CONTACT_KIND, NO, YES, Basis, Channel
from consents.models import DecisionState, PurposeBasis
from consents.selectors.purposes import lineages
from profiles.models import ContactPoint, CustomerMetric
from profiles.selectors import find_company


class Commitment(Func):
    """The ledger's name of a contact point: (salt, kind, normalised)."""

    function = "consents_commitment"
    output_field = CharField()


@dataclass(frozen=True, slots=True)
class Bases:
    """What the officer allows: for a purpose and channel each basis with its countries; '' stands for every country."""

    allowed: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
    lines: Mapping[str, tuple[str, ...]]
    home: str

    @classmethod
    def read(cls) -> Self:
        """Read them, in three queries."""
        found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        rows = PurposeBasis.objects.values_list("purpose__slug", "channel", "basis", "country")
        for purpose, channel, basis, country in rows:
            found[purpose, channel][basis].add(country)
        allowed = {
            key: {basis: frozenset(each[basis]) for basis in Basis.values if basis in each}
            for key, each in found.items()
        }
        company = find_company()
        return cls(allowed, lineages(), company.default_country if company else "")


@dataclass(frozen=True, slots=True)
class Use:
    """One use that is asked about: contact for a purpose through a channel, at a moment."""

    purpose: str
    channel: str
    now: datetime
    bases: Bases

    @property
    def countries(self) -> Mapping[str, frozenset[str]]:
        """Return the allowed bases in the order in which they are preferred, each with its countries."""
        return self.bases.allowed.get((self.purpose, self.channel), {})

    @property
    def line(self) -> Sequence[str]:
        """Return the purpose and all above it."""
        return self.bases.lines.get(self.purpose, (self.purpose,))


def working_points(channel: str) -> QuerySet[ContactPoint]:
    """Return the working contact points of a channel."""
    return ContactPoint.objects.valid().filter(kind=CONTACT_KIND[Channel(channel)])


def covered_points(
    use: Use, points: QuerySet[Any, Any] | None = None
) -> list[tuple[str, QuerySet[Any, Any]]]:
    """Return, basis by basis, consent first, the working contact points, or some of them, that it covers."""
    found = working_points(use.channel) if points is None else points
    return [(basis, found.filter(_holds(basis, use))) for basis in use.countries]


def basis_of_point(use: Use) -> Case:
    """Return the first basis that covers a contact point, '' where none does."""
    whens = [When(_holds(basis, use), then=Value(basis)) for basis in use.countries]
    return Case(*whens, default=Value(""), output_field=CharField())


def lawful_points(points: QuerySet[ContactPoint], use: Use) -> QuerySet[ContactPoint]:
    """Keep the contact points that a lawful basis covers, each with its `reach_basis`, consent first."""
    if not use.countries:
        return points.annotate(reach_basis=Value("")).none()
    return points.annotate(reach_basis=basis_of_point(use)).exclude(reach_basis="")


def said_no(use: Use) -> Q:
    """Return the condition that a no covers a contact point: for the purpose or any above it, for this channel or all.

    A yes of the person's own that is newer than a wider no lifts it for its own purpose, channel and contact point.
    """
    newer_yes = _yes(use).filter(
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
        purpose__in=use.line,
        channel__in=["", use.channel],
        state__in=NO,
    )
    return Q(Exists(no))


def standing_yeses(use: Use) -> QuerySet[DecisionState]:
    """Return the yeses on which consent can rest as a basis, whichever contact point each of them names."""
    if Basis.CONSENT not in use.countries:
        return DecisionState.objects.none()
    return _yes(use).filter(_in_country(Basis.CONSENT, use, of="subject__customer"))


def covers_unasked(basis: str, use: Use) -> Q:
    """Return the condition under which a basis other than consent covers a contact point, read by joins."""
    bought = Q(customer__metric__purchase_count__gt=0)
    return _in_country(basis, use) & _unasked(basis, bought)


def _yes(use: Use) -> QuerySet[DecisionState]:
    """Return the standing yeses for exactly this purpose and channel."""
    return DecisionState.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=use.now),
        purpose=use.purpose,
        channel=use.channel,
        state__in=YES,
    )


def _holds(basis: str, use: Use) -> Q:
    """Return the condition on a contact point under which a basis covers it, in the customer's country."""
    here = _in_country(basis, use)
    if basis == Basis.CONSENT:
        yes = _yes(use).filter(
            subject__customer=OuterRef("customer_id"),
            commitment=Commitment(F("subject__salt"), OuterRef("kind"), OuterRef("normalised")),
        )
        return here & Q(Exists(yes))
    purchases = CustomerMetric.objects.filter(
        customer=OuterRef("customer_id"), purchase_count__gt=0
    )
    return here & _unasked(basis, Q(Exists(purchases)))


def _unasked(basis: str, bought: Q) -> Q:
    """Return what a basis that asks nobody demands of a contact point, given how to say that its owner has bought."""
    if basis == Basis.OWN_CUSTOMER:
        return Q(given_at_sale=True) & bought
    if basis == Basis.CONTRACT:
        return bought
    return Q()


def _in_country(basis: str, use: Use, *, of: str = "customer") -> Q:
    """Return the condition that the basis is allowed where the customer lives; unknown means the company's country."""
    countries = set(use.countries[basis])
    if "" in countries:
        return Q()
    if use.bases.home in countries:
        countries.add("")
    return Q((f"{of}__country__in", sorted(countries)))
