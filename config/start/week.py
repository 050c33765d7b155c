"""What changed this week, beside the week before: from the figures of each day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.start.figures import WEEK, StoredFigures


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happens, how often in the last seven days and in the seven before, and where to see it."""

    label: Any
    this_week: int
    week_before: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What the section shows."""

    changes: list[Change]
    counted_at: datetime | None


_HAPPENED = {
    "new_customers": (
        _("New customers"),
        "admin:profiles_customer_changelist",
        "?new=7",
        "profiles.view_customer",
    ),
    "new_consents": (
        _("New consents"),
        "admin:consents",
        "?screen_state=yes&since=7",
        "consents.view_decisionstate",
    ),
    "new_refusals": (
        _("Said no or withdrew"),
        "admin:consents",
        "?screen_state=noes&since=7",
        "consents.view_decisionstate",
    ),
    "replies": (_("Replies"), "admin:replies", "?new=7", "surveys.view_submission"),
    "imports": (
        _("Files taken in"),
        "admin:files_importrun_changelist",
        "?state=done&finished=7",
        "files.view_importrun",
    ),
}


def week(request: HttpRequest, figures: StoredFigures) -> Week:
    """Return what happened in the last seven days, today included."""
    latest = figures.latest("new_customers")
    changes = [
        Change(
            label,
            figures.total(name, since=figures.today - WEEK * 6 / 7, until=figures.today),
            figures.total(name, since=figures.today - WEEK * 13 / 7, until=figures.today - WEEK),
            reverse(url) + query if request.user.has_perm(permission) else "",
        )
        for name, (label, url, query, permission) in _HAPPENED.items()
    ]
    return Week(
        changes=[*changes, *_learnt(figures)] if latest else [],
        counted_at=latest.counted_at if latest else None,
    )


def _learnt(figures: StoredFigures) -> list[Change]:
    """Return how many wanted facts came to be known: by how much their numbers grew."""
    ends = [
        sum(_said(figures, slug, figures.today - weeks * WEEK) for slug in figures.scopes("known"))
        for weeks in (0, 1, 2)
    ]
    counted = [
        figures.before("known", slug, figures.today - WEEK) for slug in figures.scopes("known")
    ]
    if all(value is None for value in counted):
        return []  # a week has to pass before growth can be told
    return [
        Change(
            _("Wanted facts learnt"),
            max(ends[0] - ends[1], 0),
            max(ends[1] - ends[2], 0),
            reverse("admin:how_well_known"),
        )
    ]


def _said(figures: StoredFigures, slug: str, day: Any) -> int:
    """Return of how many customers a fact was said by a day, outdated or not."""
    return sum(figures.before(name, slug, day) or 0 for name in ("known", "stale"))
