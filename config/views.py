"""The start page: what is in, and what to do next. It knows every room, so it stands here.

Numbers that grow with the customers are read from the figures that the timetable stores (law 8); the rest are
questions of the kind "is there one?", answered by an index.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.guide import guide
from config.lib.admin import COUNT_LIMIT, estimated_count
from files.choices import RunState
from files.models import ImportRun
from profiles.models import Customer
from profiles.selectors import find_company
from segments.models import DailyFigure, Segment

# Figures of the timetable, by name and scope (segments/services/figures.py).
_MORE = {
    ("completeness", ""): gettext_lazy("Average completeness (%)"),
    ("reach", "newsletter/email"): gettext_lazy("May get the newsletter by e-mail"),
}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the start page's content to the admin's context."""
    return {
        **context,
        "title": _("Home"),
        "company": find_company(),
        "tiles": _tiles(request),
        "guide": guide(request),
    }


def _tiles(request: HttpRequest) -> list[dict[str, Any]]:
    stored = _latest_figures()
    tiles = [
        {
            "label": _("Customers"),
            **_customers(stored.get(("customers", ""))),
            "url": _link(request, "admin:profiles_customer_changelist", "profiles.view_customer"),
        },
        {
            "label": _("Files taken in"),
            "value": ImportRun.objects.filter(state=RunState.DONE).count(),
            "url": _link(request, "admin:files_importrun_changelist", "files.view_importrun"),
        },
        {
            "label": _("Segments"),
            "value": Segment.objects.count(),
            "url": _link(request, "admin:segments_segment_changelist", "segments.view_segment"),
        },
    ]
    return tiles + [
        {"label": label, **stored[figure]} for figure, label in _MORE.items() if figure in stored
    ]


def _latest_figures() -> dict[tuple[str, str], dict[str, Any]]:
    wanted = {("customers", ""), *_MORE}
    rows = (
        DailyFigure.objects.filter(name__in={name for name, _scope in wanted})
        .order_by("name", "scope", "-day")
        .distinct("name", "scope")
    )
    return {
        (row.name, row.scope): {
            "value": row.value,
            "note": _("as of %(day)s") % {"day": date_format(row.day, "DATE_FORMAT")},
        }
        for row in rows
    }


def _customers(stored: dict[str, Any] | None) -> dict[str, Any]:
    """Count a small number now; of a large one show what was stored, or what the planner thinks."""
    counted = Customer.objects.order_by()[: COUNT_LIMIT + 1].count()
    if counted <= COUNT_LIMIT:
        return {"value": counted, "note": "" if counted else _("none yet")}
    if stored and stored["value"] > COUNT_LIMIT:
        return stored
    about = estimated_count(Customer)
    if about > COUNT_LIMIT:
        return {"value": about, "note": _("about; counted every hour")}
    return {"value": COUNT_LIMIT, "note": _("and more; counted every hour")}


def _link(request: HttpRequest, url_name: str, permission: str) -> str:
    if not request.user.has_perm(permission):
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
