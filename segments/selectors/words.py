"""Conditions as a sentence in the reader's language; what was stored is in that of whoever saved them."""

from collections.abc import Mapping

from segments.models import Segment, SegmentVersion
from segments.rules.catalog import Catalogue
from segments.rules.errors import RuleError
from segments.rules.explain import sentence
from segments.rules.parse import parse
from segments.selectors.catalogue import catalogue_of_words
from segments.selectors.graph import facts_named


def segment_names() -> dict[str, str]:
    """Return the names of all segments by their codes, deleted ones too: histories speak of them."""
    return dict(Segment.objects.values_list("slug", "name"))


def in_words(version: SegmentVersion, catalogue: Catalogue) -> str:
    """Return an edition's sentence; the stored one where the catalogue has moved on."""
    try:
        return sentence(parse(version.rule, catalogue), catalogue)
    except RuleError:
        return version.sentence


def all_in_words(versions: Mapping[str, SegmentVersion]) -> dict[str, str]:
    """Return the sentences of editions by the code of their segment; the catalogue is read once."""
    named = frozenset[str]().union(*(facts_named(version.rule) for version in versions.values()))
    catalogue = catalogue_of_words(named)
    return {slug: in_words(version, catalogue) for slug, version in versions.items()}
