"""What changed this week, beside the week before: from the figures of each day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.start.figures import WEEK, StoredFigures
from config.start.learnt import learnt
from profiles.selectors.narrowings import ALL


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happens, how often in the last seven days and in the seven before, and where to see each."""

    label: Any
    this_week: int
    week_before: int
    url: str = ""
    url_before: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What the section shows."""

    changes: list[Change]
    counted_at: datetime | None


# The spans of the lists behind the two columns.
_SPANS = ("7", "7-13")
_HAPPENED = {
    "new_customers": (
        _("New customers"),
        "admin:profiles_customer_changelist",
        f"?use={ALL}&new=",
        "profiles.view_customer",
    ),
    "new_consents": (
        _("New consents"),
        "admin:consents",
        "?screen_state=yes&since=",
        "consents.view_decisionstate",
    ),
    "new_refusals": (
        _("Said no or withdrew"),
        "admin:consents",
        "?screen_state=noes&since=",
        "consents.view_decisionstate",
    ),
    "replies": (_("Replies"), "admin:replies", "?new=", "surveys.view_submission"),
    "imports": (
        _("Files taken in"),
        "admin:files_importrun_changelist",
        "?state=done&finished=",
        "files.view_importrun",
    ),
}


def week(request: HttpRequest, figures: StoredFigures) -> Week:
    """Return what happened in the last seven days, today included."""
    latest = figures.latest("new_customers")
    changes = [_change(request, figures, name) for name in _HAPPENED]
    return Week(
        changes=[*changes, *_learnt(figures)] if latest else [],
        counted_at=latest.counted_at if latest else None,
    )


def _change(request: HttpRequest, figures: StoredFigures, name: str) -> Change:
    label, address, query, permission = _HAPPENED[name]
    may_see = request.user.has_perm(permission)
    urls = [f"{reverse(address)}{query}{span}" if may_see else "" for span in _SPANS]
    return Change(
        label,
        figures.total(name, since=figures.today - WEEK * 6 / 7, until=figures.today),
        figures.total(name, since=figures.today - WEEK * 13 / 7, until=figures.today - WEEK),
        *urls,
    )


def _learnt(figures: StoredFigures) -> list[Change]:
    """Return how many wanted facts came to be known, once a week has passed."""
    facts = learnt(figures)
    if facts is None:
        return []
    url = f"{reverse('admin:how_well_known')}#learnt"
    weeks = (sum(fact.this_week for fact in facts), sum(fact.week_before for fact in facts))
    return [Change(_("Wanted facts learnt"), *weeks, url, url)]
