"""The start page of one person: the parts that their rights open, in the order of their role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.start.figures import StoredFigures
from config.start.known import known, sources
from config.start.machine import machine
from config.start.officer import officer
from config.start.reach import reach
from config.start.waiting import waiting
from config.start.week import week
from profiles.selectors.contradictions import compared_at, contradictions_counted


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: heading, template, and what the template shows."""

    key: str
    title: Any
    template: str
    data: Any


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever opens the page, and what was read for it once."""

    request: HttpRequest
    figures: StoredFigures
    contradictions: list[Any]
    now: datetime


_Build = Callable[[_Reader], Any]
_PARTS: dict[str, tuple[Any, str, _Build]] = {
    "known": (
        _("How well do we know our customers?"),
        "profiles.view_attribute",
        lambda reader: known(reader.request, reader.figures),
    ),
    "reach": (
        _("Who may be contacted"),
        "segments.view_segment",
        lambda reader: reach(reader.request, reader.figures),
    ),
    "week": (
        _("What changed this week"),
        "segments.view_segment",
        lambda reader: week(reader.request, reader.figures),
    ),
    "waiting": (
        _("What waits for you"),
        "profiles.view_customer",
        lambda reader: {
            "lines": waiting(reader.request, reader.contradictions, reader.now),
            "counted_at": reader.now,
        },
    ),
    "files_say": (
        _("What the files say about each other"),
        "profiles.view_attribute",
        lambda reader: {"found": reader.contradictions, "compared_at": compared_at()},
    ),
    "officer": (
        _("Data protection"),
        "profiles.lift_protection",
        lambda reader: officer(reader.figures, reader.now),
    ),
    "sources": (
        _("What each source tells us"),
        "profiles.view_source",
        lambda reader: sources(reader.request),
    ),
    "machine": (
        _("The installation"),
        "profiles.change_steward",
        lambda reader: {"parts": machine(reader.now), "counted_at": reader.now},
    ),
}
# Whoever holds the right on the left works as on the right; the first that fits decides.
_ORDERS = (
    ("profiles.change_steward", "machine waiting officer known reach week files_say sources"),
    ("profiles.lift_protection", "officer files_say reach known"),
    ("files.run_import", "waiting files_say known sources week"),
    ("profiles.view_customer", "known reach week waiting files_say"),
    ("", "known reach week files_say sources"),
)


def parts(request: HttpRequest) -> list[Part]:
    """Return the parts in order."""
    may = request.user.has_perm
    now = timezone.now()
    reader = _Reader(request, StoredFigures(timezone.localdate(now)), contradictions_counted(), now)
    order = next(keys for right, keys in _ORDERS if not right or may(right))
    return [
        Part(key, _PARTS[key][0], f"config/start/{key}.html", _PARTS[key][2](reader))
        for key in order.split()
        if may(_PARTS[key][1])
    ]
