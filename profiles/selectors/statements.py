"""What each source says of a fact, and how much of it this reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from profiles.choices import Sensitivity
from profiles.models import Attribute, Customer, CustomerOrigin, SourceRecord
from profiles.selectors.protection import active_protections, hidden_facts
from profiles.selectors.words import Vocabulary, load_vocabulary

# The source through which colleagues speak; its ids mean nothing to a reader.
HAND = "steward"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one fact."""

    source: str
    words: str
    said_on: date
    external_id: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What this reader may see of a value."""

    words: Vocabulary
    blanked: frozenset[str]
    is_revealed: bool

    def has(self, slug: str) -> bool:
        """Say whether the fact may stand on the card at all."""
        found = self.words.attributes.get(slug)
        return slug not in self.blanked and (
            found is None or found.sensitivity != Sensitivity.SPECIAL
        )

    def masks(self, slug: str) -> bool:
        """Say whether the fact is private and not revealed; one unknown to the catalogue is."""
        found = self.words.attributes.get(slug)
        is_private = found is None or found.sensitivity != Sensitivity.ORDINARY
        return is_private and not self.is_revealed

    def value(self, slug: str, value: Any) -> str:
        """Return the value in words, or '' behind the mask."""
        return "" if self.masks(slug) else self.words.words(slug, value)


def statements(
    slug: str, records: Iterable[SourceRecord], winner: int | None, shown: Shown
) -> list[Statement]:
    """Return what each record says of one fact; masked facts are not said at all."""
    if shown.masks(slug) or not shown.has(slug):
        return []
    return [
        Statement(
            source=record.source.label,
            words=shown.value(slug, record.values[slug]),
            said_on=said_on(record, slug),
            external_id=record.external_id if record.source.slug != HAND else "",
            is_used=record.pk == winner,
        )
        for record in records
        if slug in record.values
    ]


def said_on(record: SourceRecord, slug: str) -> date:
    """Return the day, in the company's time, on which a record said a fact."""
    own = record.value_dates.get(slug)
    return localtime(datetime.fromisoformat(own) if own else record.observed_at).date()


def records_of(customer: Customer) -> list[SourceRecord]:
    """Return what the sources say about a customer, the most believed first."""
    found = customer.records.select_related("source")
    return list(found.order_by("source__rank", "-observed_at", "-pk"))


def fact_statements(customer: Customer, attribute: Attribute) -> list[Statement]:
    """Return what each source says of one fact, for the person who corrects it."""
    blanked = hidden_facts(active_protections(customer))
    shown = Shown(load_vocabulary(), blanked, is_revealed=True)
    origin = CustomerOrigin.objects.filter(pk=customer.pk).first()
    winner = (origin.origins if origin else {}).get(attribute.slug, [None])[0]
    return statements(attribute.slug, records_of(customer), winner, shown)
