"""The catalogue as the company chooses from it: what is wanted, for what, and what nothing uses (law 11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from consents.models import AttributePurpose, Purpose
from profiles.choices import Family, Sensitivity
from profiles.models import Attribute, FactFigure

# Asked for with explicit consent and kept apart; it is no purpose to choose for ordinary facts.
SENSITIVE = "sensitive_facts"
# What narrows the page to the private facts that are wanted without a purpose.
WITHOUT_PURPOSE = "without_purpose"


@dataclass(frozen=True, slots=True)
class FactChoice:
    """One fact of the catalogue, as the page of wanted facts shows it."""

    fact: Attribute
    purposes: frozenset[str]
    figure: FactFigure | None

    @property
    def is_special(self) -> bool:
        """Say whether the fact is special-category data, which is off (law 10)."""
        return self.fact.sensitivity == Sensitivity.SPECIAL

    @property
    def lacking_count(self) -> int:
        """Return of how many customers a wanted fact is missing or outdated."""
        return self.figure.missing_count + self.figure.outdated_count if self.figure else 0


@dataclass(frozen=True, slots=True)
class FamilyChoices:
    """The facts of one family."""

    family: str
    label: str
    choices: Sequence[FactChoice]

    @property
    def wanted_count(self) -> int:
        """Return how many of them are wanted."""
        return sum(choice.fact.is_wanted for choice in self.choices)


def selectable_purposes() -> list[Purpose]:
    """Return the purposes that a fact can be wanted for."""
    found = Purpose.objects.filter(is_active=True).exclude(slug=SENSITIVE)
    return list(found.order_by("position", "pk"))


def wanted_choices(*, only: Collection[str] | None = None) -> list[FamilyChoices]:
    """Return the catalogue by family, whole or of the named facts alone."""
    used: dict[int, set[str]] = {}
    for link in AttributePurpose.objects.select_related("purpose"):
        used.setdefault(link.attribute_id, set()).add(link.purpose.slug)
    figures = FactFigure.objects.in_bulk()
    shelves: dict[str, list[FactChoice]] = {}
    for fact in Attribute.objects.order_by("position", "slug"):
        if only is not None and fact.slug not in only:
            continue
        if fact.is_enabled or fact.sensitivity == Sensitivity.SPECIAL:
            choice = FactChoice(fact, frozenset(used.get(fact.pk, ())), figures.get(fact.pk))
            shelves.setdefault(fact.family, []).append(choice)
    return [
        FamilyChoices(family, str(Family(family).label), shelves[family])
        for family in Family.values
        if family in shelves
    ]


def to_be_let_go(families: Sequence[FamilyChoices]) -> list[FactChoice]:
    """Return the facts that are known of somebody though no purpose uses them."""
    return [
        choice
        for family in families
        for choice in family.choices
        if not choice.is_special
        and not choice.purposes
        and choice.figure is not None
        and choice.figure.known_count
    ]


def counted_at(families: Sequence[FamilyChoices]) -> datetime | None:
    """Return when the counts were taken, the oldest of them."""
    moments = [
        choice.figure.counted_at
        for family in families
        for choice in family.choices
        if choice.figure
    ]
    return min(moments, default=None)
