"""Questions about purposes, for the rooms above, which do not touch this room's rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from consents.models import AttributePurpose, Purpose, Wording
from profiles.choices import Sensitivity


@dataclass(frozen=True, slots=True)
class PurposeInfo:
    """A purpose as other rooms may see it; label and description are in the reader's language."""

    slug: str
    label: str
    customer_label: str
    description: str
    kind: str
    is_marketing: bool


@dataclass(frozen=True, slots=True)
class WordingInfo:
    """The exact text in which consent is asked, with its content address."""

    sha256: str
    purpose: str
    language: str
    version: int
    channels: tuple[str, ...]
    text: str


def purposes(kind: str = "") -> list[PurposeInfo]:
    """Return the purposes in use, in order; of one kind where it is named."""
    found = Purpose.objects.filter(is_active=True).order_by("position", "pk")
    if kind:
        found = found.filter(kind=kind)
    return [
        PurposeInfo(
            row.slug, row.label, row.customer_label, row.description, row.kind, row.is_marketing
        )
        for row in found
    ]


def purpose_names() -> dict[str, str]:
    """Return the names of all purposes by their codes, those out of use too: histories speak of them."""
    return {purpose.slug: purpose.label for purpose in Purpose.objects.all()}


def find_purpose(slug: str) -> PurposeInfo | None:
    """Return one purpose in use, or nothing."""
    return next((purpose for purpose in purposes() if purpose.slug == slug), None)


def lineages() -> dict[str, tuple[str, ...]]:
    """Return each purpose with itself and all above it: a no above is a no below."""
    return lines_of(dict(Purpose.objects.values_list("slug", "parent__slug")))


def lines_of(parents: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Return each purpose with itself and all above it, told by the one right above each."""
    found = {}
    for slug in parents:
        line = [slug]
        while parents[line[-1]]:
            line.append(parents[line[-1]] or "")
        found[slug] = tuple(line)
    return found


def marketing_roots() -> list[str]:
    """Return the marketing purposes that stand under no other: a no to these is a no to all."""
    lines = lineages()
    return [
        purpose.slug
        for purpose in purposes()
        if purpose.is_marketing and len(lines[purpose.slug]) == 1
    ]


def readable_slugs(purpose: str) -> frozenset[str]:
    """Return the facts that a purpose may read; special categories never pass here (laws 4 and 10)."""
    return frozenset(
        AttributePurpose.objects.filter(purpose__slug=purpose, attribute__is_enabled=True)
        .exclude(attribute__sensitivity=Sensitivity.SPECIAL)
        .values_list("attribute__slug", flat=True)
    )


def current_wording(purpose: str, language: str) -> WordingInfo | None:
    """Return the text in use in a language, else in English; nothing where the purpose has none."""
    rows = {
        row.language: row
        for row in Wording.objects.filter(
            purpose__slug=purpose, is_current=True, language__in=[language, "en"]
        ).order_by("version")
    }
    row = rows.get(language) or rows.get("en")
    if row is None:
        return None
    return WordingInfo(
        row.sha256, purpose, row.language, row.version, tuple(row.channels), row.text
    )
