"""Which segments build on which, and which facts each reads, by the latest edition of each."""

from collections.abc import Iterator, Mapping
from typing import Any

from segments.models import Segment, SegmentVersion

Rules = Mapping[str, Any]


def latest_versions() -> dict[str, SegmentVersion]:
    """Return the newest edition of every segment by the segment's code."""
    newest = SegmentVersion.objects.order_by("segment_id", "-number").distinct("segment_id")
    return {version.segment.slug: version for version in newest.select_related("segment")}


def latest_version(segment: Segment) -> SegmentVersion | None:
    """Return a segment's newest edition, or nothing before the first."""
    return SegmentVersion.objects.filter(segment=segment).order_by("-number").first()


def latest_rules() -> dict[str, Any]:
    """Return the newest rule of every segment by the segment's code."""
    newest = SegmentVersion.objects.order_by("segment_id", "-number").distinct("segment_id")
    return dict(newest.values_list("segment__slug", "rule"))


def segments_used(rule: Any) -> frozenset[str]:
    """Return the codes of the segments that a rule names itself."""
    found = (
        each.get("value") for each in _conditions(rule) if each.get("field") == "member.segments"
    )
    return frozenset(slug for value in found if isinstance(value, list) for slug in value)


def facts_read(rule: Any) -> frozenset[str]:
    """Return the codes of the facts that a rule reads itself; gaps say only that nothing is known."""
    found: set[str] = set()
    for each in _conditions(rule):
        shelf, _dot, name = str(each.get("field", "")).partition(".")
        if shelf == "fact":
            found.add(name)
        elif each.get("field") == "customer.age":
            found |= {"birth_date", "birth_year"}
    return frozenset(found)


def facts_named(rule: Any) -> frozenset[str]:
    """Return the codes of all facts that a rule names, also those it only asks to be missing or outdated."""
    gaps = (
        each.get("value") for each in _conditions(rule) if str(each.get("field")).startswith("gap.")
    )
    return facts_read(rule).union(*(value for value in gaps if isinstance(value, list)))


def all_used(slug: str, rules: Rules) -> frozenset[str]:
    """Return the segment with every segment that it builds on, however far down."""
    seen: set[str] = set()
    waiting = [slug]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(segments_used(rules.get(current)))
    return frozenset(seen)


def in_order(rules: Rules) -> list[str]:
    """Return the codes so that each stands after all it builds on; a cycle cannot be saved."""
    done: dict[str, None] = {}

    def place(slug: str, above: frozenset[str]) -> None:
        if slug in done or slug in above or slug not in rules:
            return
        for used in sorted(segments_used(rules[slug])):
            place(used, above | {slug})
        done[slug] = None

    for slug in sorted(rules):
        place(slug, frozenset())
    return list(done)


def built_on(slug: str, rules: Rules) -> list[str]:
    """Return the codes of the segments whose rules name this one."""
    return sorted(other for other, rule in rules.items() if slug in segments_used(rule))


def _conditions(rule: Any) -> Iterator[dict[str, Any]]:
    """Walk the conditions of a rule as it is stored."""
    if isinstance(rule, list):
        for part in rule:
            yield from _conditions(part)
    elif isinstance(rule, dict):
        if "field" in rule:
            yield rule
        for key in ("all", "any", "not"):
            yield from _conditions(rule.get(key))
