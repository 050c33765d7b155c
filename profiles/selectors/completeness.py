"""How well customers are known, from the counts that the timetable keeps."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count

from profiles.models import Attribute, CustomerMetric


@dataclass(frozen=True, slots=True)
class FactKnown:
    """Of how many customers one wanted fact is known, outdated or missing; shares add up to 100."""

    slug: str
    label: str
    known: int
    outdated: int
    missing: int

    @property
    def asked_of(self) -> int:
        """Return the number of customers whom the fact applies to."""
        return self.known + self.outdated + self.missing

    def share(self, count: int) -> float:
        """Return a count as per cent of those whom the fact applies to, to one decimal."""
        return round(100 * count / self.asked_of, 1) if self.asked_of else 0.0


@dataclass(frozen=True, slots=True)
class Completeness:
    """The whole base: how many, how complete on average, and each wanted fact."""

    customers: int
    average: float
    facts: list[FactKnown]
    counted_at: datetime | None


def completeness() -> Completeness:
    """Return the state of all customers; the average is taken now, which takes a moment for a million."""
    whole = CustomerMetric.objects.aggregate(customers=Count("pk"), average=Avg("completeness"))
    facts, counted_at = facts_known()
    return Completeness(
        customers=whole["customers"],
        average=round(float(whole["average"] or 0), 1),
        facts=facts,
        counted_at=counted_at,
    )


def facts_known() -> tuple[list[FactKnown], datetime | None]:
    """Return the wanted facts as counted, the weightiest first, and when that was: one query."""
    wanted = Attribute.objects.wanted().select_related("figure").order_by("-weight", "position")
    counted = [fact for fact in wanted if hasattr(fact, "figure")]
    newest = max((fact.figure.counted_at for fact in counted), default=None)
    return [_known(fact) for fact in counted], newest


def _known(fact: Attribute) -> FactKnown:
    """Return one fact's counts; what is outdated no longer counts as known."""
    figure = fact.figure
    return FactKnown(
        slug=fact.slug,
        label=fact.label,
        known=max(figure.known_count - figure.outdated_count, 0),
        outdated=figure.outdated_count,
        missing=figure.missing_count,
    )
