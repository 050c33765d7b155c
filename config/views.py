"""The start page: what is in, and what to do next. It knows every room, so it stands here.

Numbers that grow with the customers are read from the figures that the timetable stores (law 8); the rest are
questions of the kind "is there one?", answered by an index.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.guide import guide
from config.lib.admin import COUNT_LIMIT
from config.lib.statistics import estimated_count
from config.start.page import parts
from files.choices import RunState
from files.models import ImportRun
from profiles.models import Customer
from profiles.selectors import find_company
from profiles.selectors.narrowings import ALL
from profiles.templatetags.ages import ago
from segments.models import DailyFigure, Segment


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the start page's content to the admin's context."""
    return {
        **context,
        "title": _("Home"),
        "company": find_company(),
        "tiles": _tiles(request),
        "parts": parts(request) if Customer.objects.exists() else [],
        "guide": guide(request),
    }


def _tiles(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Customers"),
            **_customers(_stored_customers()),
            "url": _link(
                request,
                "admin:profiles_customer_changelist",
                "profiles.view_customer",
                f"?use={ALL}",
            ),
        },
        {
            "label": _("Files taken in"),
            "value": ImportRun.objects.filter(state=RunState.DONE).count(),
            "note": _counted(timezone.now()),
            "url": _link(
                request, "admin:files_importrun_changelist", "files.view_importrun", "?state=done"
            ),
        },
        {
            "label": _("Segments"),
            "value": Segment.objects.count(),
            "note": _counted(timezone.now()),
            "url": _link(request, "admin:segments_segment_changelist", "segments.view_segment"),
        },
    ]


def _stored_customers() -> dict[str, Any] | None:
    newest = DailyFigure.objects.filter(name="customers", scope="").order_by("-day").first()
    if newest is None:
        return None
    if newest.counted_at:
        return {"value": newest.value, "note": _counted(newest.counted_at)}
    day = date_format(newest.day, "DATE_FORMAT")
    return {"value": newest.value, "note": _("as of %(day)s") % {"day": day}}


def _counted(at: datetime) -> str:
    return _("Counted %(ago)s") % {"ago": ago(at)}


def _customers(stored: dict[str, Any] | None) -> dict[str, Any]:
    """Count a small number now; of a large one show what was stored, or what the planner thinks."""
    counted = Customer.objects.order_by()[: COUNT_LIMIT + 1].count()
    if counted <= COUNT_LIMIT:
        return {"value": counted, "note": _counted(timezone.now()) if counted else _("none yet")}
    if stored and stored["value"] > COUNT_LIMIT:
        return stored
    about = estimated_count(Customer)
    if about > COUNT_LIMIT:
        return {"value": about, "note": _("about; counted every hour")}
    return {"value": COUNT_LIMIT, "note": _("and more; counted every hour")}


def _link(request: HttpRequest, url_name: str, permission: str, query: str = "") -> str:
    if not request.user.has_perm(permission):
        return ""
    try:
        return reverse(url_name) + query
    except NoReverseMatch:
        return ""
