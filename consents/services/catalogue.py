"""The shipped purposes, bases and consent texts: added where missing, never over what the officer has edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.lib.shipped import shipped
from consents.models import AttributePurpose, Purpose, PurposeBasis, Wording
from profiles.models import Attribute

HERE = Path(__file__).resolve().parent.parent / "catalogue"
ATTRIBUTES = HERE.parent.parent / "profiles" / "catalogue" / "attributes.toml"


def load_purposes(fresh_facts: frozenset[str]) -> Mapping[str, int]:
    """Add missing purposes with their bases and texts, and give facts that are new the purposes they ship with."""
    fresh = _load_purposes()
    return {
        "purposes": len(fresh),
        "consent texts": _load_wordings(fresh),
        "purposes of facts": _link_facts(fresh_facts),
    }


def _load_purposes() -> set[str]:
    known = set(Purpose.objects.values_list("slug", flat=True))
    every = list(shipped(HERE / "purposes.toml", "purpose"))
    entries = [entry for entry in every if entry["slug"] not in known]
    for entry in every:  # purposes of an installation that is older than their names for colleagues
        unnamed = Purpose.objects.filter(slug=entry["slug"], office_labels={})
        unnamed.update(office_labels=entry["office"])
    for entry in entries:
        purpose = Purpose.objects.create(
            slug=entry["slug"],
            kind=entry["kind"],
            is_marketing=entry["marketing"],
            labels=entry["label"],
            office_labels=entry["office"],
            descriptions=entry["description"],
            position=entry["position"],
        )
        PurposeBasis.objects.bulk_create(
            PurposeBasis(
                purpose=purpose,
                channel=basis["channel"],
                country=basis["country"],
                basis=basis["basis"],
                law=basis.get("law", ""),
                notes=basis.get("note", {}),
            )
            for basis in entry.get("basis", [])
        )
    for entry in entries:
        if entry["parent"]:
            parent = Purpose.objects.get(slug=entry["parent"])
            Purpose.objects.filter(slug=entry["slug"]).update(parent=parent)
    return {entry["slug"] for entry in entries}


def _load_wordings(fresh: set[str]) -> int:
    purposes = {row.slug: row for row in Purpose.objects.filter(slug__in=fresh)}
    rows = [
        _wording(purposes[entry["purpose"]], language, text, entry)
        for entry in shipped(HERE / "wordings.toml", "wording")
        if entry["purpose"] in fresh
        for language, text in entry["text"].items()
    ]
    return len(Wording.objects.bulk_create(rows))


def _wording(purpose: Purpose, language: str, text: str, entry: Mapping[str, Any]) -> Wording:
    row = Wording(
        purpose=purpose,
        language=language,
        version=entry["version"],
        channels=entry["channels"],
        text=text,
    )
    row.sha256 = row.digest()
    return row


def _link_facts(fresh_facts: frozenset[str]) -> int:
    facts = {row.slug: row for row in Attribute.objects.filter(slug__in=fresh_facts)}
    purposes = {row.slug: row for row in Purpose.objects.all()}
    rows = [
        AttributePurpose(attribute=facts[entry["slug"]], purpose=purposes[slug])
        for entry in shipped(ATTRIBUTES, "attribute")
        if entry["slug"] in facts
        for slug in entry["purposes"]
        if slug in purposes
    ]
    return len(AttributePurpose.objects.bulk_create(rows, ignore_conflicts=True))
