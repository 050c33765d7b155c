"""The customer card: every fact with its source and date, the losers, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.lib.sorting import alphabetical
from profiles.choices import Family, Sensitivity
from profiles.models import (
    Attribute,
    ContactPoint,
    Customer,
    CustomerMetric,
    CustomerOrigin,
    Identifier,
    Protection,
    SourceRecord,
    ValueLock,
)
from profiles.selectors.protection import active_protections, hidden_contacts, hidden_facts
from profiles.selectors.statements import HAND, Shown, Statement, records_of, statements
from profiles.selectors.words import load_vocabulary


@dataclass(frozen=True, slots=True)
class FactLine:
    """One known fact of the card."""

    slug: str
    label: str
    words: str
    source: str
    said_on: date | None
    is_private: bool
    is_masked: bool
    is_outdated: bool
    lock: ValueLock | None
    is_by_hand: bool
    statements: Sequence[Statement]

    @property
    def is_ours_to_withdraw(self) -> bool:
        """Say whether a colleague's word hides what another source says."""
        return self.is_by_hand and any(entry.external_id for entry in self.statements)

    @property
    def differing(self) -> list[Statement]:
        """Return what sources say otherwise and did not win."""
        return [
            entry for entry in self.statements if not entry.is_used and entry.words != self.words
        ]

    @property
    def agreeing(self) -> list[str]:
        """Return the other sources that say the same, each once however many records it holds."""
        same = (entry for entry in self.statements if entry.words == self.words)
        others = (each.source for each in same if not each.is_used and each.source != self.source)
        return list(dict.fromkeys(others))


@dataclass(frozen=True, slots=True)
class FactShelf:
    """The known facts of one family."""

    family: str
    label: str
    facts: Sequence[FactLine]


@dataclass(frozen=True, slots=True)
class Gap:
    """A wanted fact that is missing or outdated."""

    slug: str
    label: str
    weight: int
    is_outdated: bool


@dataclass(frozen=True, slots=True)
class SourceSays:
    """Everything that one source's record says."""

    source: str
    kind: str
    external_id: str
    observed_at: datetime
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """What the card shows of one customer, in words."""

    customer: Customer
    metric: CustomerMetric | None
    protections: Sequence[Protection]
    shelves: Sequence[FactShelf]
    gaps: Sequence[Gap]
    contacts: Sequence[ContactPoint]
    hidden_contacts: frozenset[str]
    sources: Sequence[SourceSays]
    identifiers: Sequence[Identifier]
    masked_count: int

    @property
    def contacts_in_use(self) -> list[ContactPoint]:
        """Return the contact details that some source still says."""
        return [entry for entry in self.contacts if entry.valid_until is None]

    @property
    def contacts_gone(self) -> list[ContactPoint]:
        """Return the contact details that nobody says any more."""
        return [entry for entry in self.contacts if entry.valid_until is not None]


def customer_card(customer: Customer, *, is_revealed: bool) -> CustomerCard:
    """Return the card in words; private facts stay masked unless revealed.

    Special categories are never on it: they live apart, switched off (law 10).
    """
    protections = active_protections(customer)
    shown = Shown(load_vocabulary(), hidden_facts(protections), is_revealed=is_revealed)
    metric = CustomerMetric.objects.filter(pk=customer.pk).first()
    origin = CustomerOrigin.objects.filter(pk=customer.pk).first()
    read = _Read(
        customer=customer,
        records=records_of(customer),
        origins=origin.origins if origin else {},
        stale=frozenset(metric.stale if metric else ()),
        locks={lock.slug: lock for lock in customer.locks.all()},
        shown=shown,
    )
    shelves = _shelves(read)
    away = hidden_contacts(protections)
    return CustomerCard(
        customer=customer,
        metric=metric,
        protections=protections,
        shelves=shelves,
        gaps=_gaps(shown, metric),
        contacts=_contacts(customer, away),
        hidden_contacts=away,
        sources=[_says(record, shown) for record in read.records],
        identifiers=list(customer.identifiers.order_by("kind", "value")),
        masked_count=sum(fact.is_masked for shelf in shelves for fact in shelf.facts),
    )


def _contacts(customer: Customer, away: frozenset[str]) -> list[ContactPoint]:
    """Return the contact details, the one used first on top of its kind."""
    found = customer.contact_points.select_related("source").exclude(kind__in=away)
    return list(found.order_by("kind", "-is_preferred", "valid_from", "pk"))


@dataclass(frozen=True, slots=True)
class _Read:
    """What one card reads from the database, once."""

    customer: Customer
    records: Sequence[SourceRecord]
    origins: Mapping[str, Sequence[Any]]
    stale: frozenset[str]
    locks: Mapping[str, ValueLock]
    shown: Shown


def _shelves(read: _Read) -> list[FactShelf]:
    """Return the known facts by family, in the catalogue's order."""
    by_family: dict[str, list[FactLine]] = {}
    for slug, attribute in read.shown.words.attributes.items():
        if slug in read.customer.attributes and read.shown.has(slug):
            by_family.setdefault(attribute.family, []).append(_line(attribute, read))
    return [
        FactShelf(family=family, label=str(Family(family).label), facts=by_family[family])
        for family in Family.values
        if family in by_family
    ]


def _line(attribute: Attribute, read: _Read) -> FactLine:
    """Return one fact with its source and date."""
    slug = attribute.slug
    record_id, said_on, source = read.origins.get(slug) or [None, "", ""]
    names = {record.source.slug: record.source.label for record in read.records}
    return FactLine(
        slug=slug,
        label=attribute.label,
        words=read.shown.value(slug, read.customer.attributes[slug]),
        source=names.get(source, source),
        said_on=date.fromisoformat(said_on) if said_on else None,
        is_private=attribute.sensitivity != Sensitivity.ORDINARY,
        is_masked=read.shown.masks(slug),
        is_outdated=slug in read.stale,
        lock=read.locks.get(slug),
        is_by_hand=source == HAND,
        statements=statements(slug, read.records, record_id, read.shown),
    )


def _gaps(shown: Shown, metric: CustomerMetric | None) -> list[Gap]:
    """Return what is missing or outdated, the weightiest first; nobody asks for what is protected."""
    if metric is None:
        return []
    marked = [(slug, False) for slug in metric.missing] + [(slug, True) for slug in metric.stale]
    known = shown.words.attributes
    gaps = [
        Gap(slug, known[slug].label, known[slug].weight, is_outdated)
        for slug, is_outdated in marked
        if slug in known and shown.has(slug)
    ]
    return sorted(gaps, key=lambda gap: (-gap.weight, alphabetical(gap.label)))


def _says(record: SourceRecord, shown: Shown) -> SourceSays:
    """Return a source's record fact by fact; what is masked shows no value."""
    order = {slug: place for place, slug in enumerate(shown.words.attributes)}
    slugs = sorted(filter(shown.has, record.values), key=lambda slug: order.get(slug, len(order)))
    return SourceSays(
        source=record.source.label,
        kind=record.source.kind,
        external_id=record.external_id if record.source.slug != HAND else "",
        observed_at=record.observed_at,
        facts=[(shown.words.label(slug), shown.value(slug, record.values[slug])) for slug in slugs],
    )
