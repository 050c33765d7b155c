"""The shipped catalogue: loaded after every migration, adding what is missing and touching nothing that is there."""

from pathlib import Path
from typing import Any

from django.db import transaction

from config.lib.actor import shipped_by_us
from config.lib.shipped import shipped
from profiles.models import Attribute, AttributeOption, Source
from profiles.registry import catalogues

ATTRIBUTES = Path(__file__).resolve().parent.parent / "catalogue" / "attributes.toml"

# The sources that every company has; the person's own word and the colleague's are believed first.
SOURCES = (
    ("steward", "Entered by hand", "steward", 10),
    ("survey", "Survey", "survey", 10),
    ("crm", "CRM", "crm", 30),
    ("shop", "Shop", "shop", 40),
    ("newsletter", "Newsletter tool", "newsletter", 50),
    ("spreadsheet", "Spreadsheet", "spreadsheet", 60),
)


@transaction.atomic
def load_catalogue() -> dict[str, int]:
    """Add the shipped rows that are not there yet, of this room and of those above it; return how many, by name."""
    entries = shipped(ATTRIBUTES, "attribute")
    with shipped_by_us():
        fresh = _load_attributes(entries)
        added = {"attributes": len(fresh), "sources": _load_sources()}
        for loader in catalogues():
            added.update(loader(frozenset(fresh)))
    return added


def _load_attributes(entries: list[dict[str, Any]]) -> list[str]:
    known = set(Attribute.objects.values_list("slug", flat=True))
    fresh = [
        (position, entry) for position, entry in enumerate(entries) if entry["slug"] not in known
    ]
    rows = Attribute.objects.bulk_create(
        Attribute(
            slug=entry["slug"],
            family=entry["family"],
            data_type=entry["type"],
            unit=entry.get("unit", ""),
            applies_to=entry["applies_to"],
            sensitivity=entry["sensitivity"],
            labels=entry["label"],
            helps=entry.get("help", {}),
            column=entry.get("column", ""),
            half_life_days=entry.get("half_life_days", 0),
            weight=entry.get("weight", 1),
            is_enabled=entry["sensitivity"] != "special",  # law 10
            is_wanted=entry.get("wanted", False),
            position=position,
        )
        for position, entry in fresh
    )
    AttributeOption.objects.bulk_create(
        AttributeOption(
            attribute=row,
            slug=option["slug"],
            labels=option["label"],
            band_min=option.get("band_min"),
            band_max=option.get("band_max"),
            currency=option.get("currency", ""),
            position=position,
        )
        for row, (_position, entry) in zip(rows, fresh, strict=True)
        for position, option in enumerate(entry.get("option", []))
    )
    return [row.slug for row in rows]


def _load_sources() -> int:
    known = set(Source.objects.values_list("slug", flat=True))
    fresh = [
        Source(slug=slug, name=name, kind=kind, rank=rank)
        for slug, name, kind, rank in SOURCES
        if slug not in known
    ]
    return len(Source.objects.bulk_create(fresh))
