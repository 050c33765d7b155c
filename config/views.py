"""The start page: what is in, and what to do next. It knows every room, so it stands here.

Numbers that grow with the customers are read from the figures that the timetable stores (law 8); the rest are
questions of the kind "is there one?", answered by an index.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import estimated_count
from files.choices import RunState
from files.models import ExportRun, ImportRun
from profiles.models import Customer
from profiles.selectors import find_company
from segments.models import DailyFigure, Segment
from surveys.models import Sending, Submission


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the loop."""

    title: Any
    text: Any
    action: Any
    url_name: str
    permission: str
    is_done: bool


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the start page's content to the admin's context."""
    return {
        **context,
        "title": _("Home"),
        "company": find_company(),
        "tiles": _tiles(request),
        "steps": _shown(request, _steps()),
    }


def _tiles(request: HttpRequest) -> list[dict[str, Any]]:
    stored = _latest_figures()
    tiles = [
        {
            "label": _("Customers"),
            **(stored.get("customers") or _about_customers()),
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
    more = {
        "completeness": gettext_lazy("Average completeness (%)"),
        "contactable": gettext_lazy("May be contacted now"),
        "replies": gettext_lazy("Replies"),
    }
    return tiles + [{"label": more[name], **stored[name]} for name in more if name in stored]


def _latest_figures() -> dict[str, dict[str, Any]]:
    rows = DailyFigure.objects.filter(scope="").order_by("name", "-day").distinct("name")
    return {
        row.name: {
            "value": row.value,
            "note": _("as of %(day)s") % {"day": date_format(row.day, "DATE_FORMAT")},
        }
        for row in rows
    }


def _about_customers() -> dict[str, Any]:
    about = estimated_count(Customer)
    if about or Customer.objects.exists():
        return {"value": about or None, "note": _("about, counted again every hour")}
    return {"value": 0, "note": _("none yet")}


def _steps() -> list[Step]:
    return [
        Step(
            _("Describe your company"),
            _("Every consent is kept in its name."),
            _("See"),
            "admin:company",
            "profiles.change_company",
            find_company() is not None,
        ),
        Step(
            _("Take a file of customers in"),
            _(
                "From your CRM, shop or newsletter tool. You see what will happen before anything does."
            ),
            _("Take a file in"),
            "admin:files_importrun_add",
            "files.run_import",
            ImportRun.objects.filter(state=RunState.DONE).exists(),
        ),
        Step(
            _("Make a segment"),
            _("Say whom you mean, and see at once how many of them may be contacted."),
            _("Make a segment"),
            "admin:segments_segment_add",
            "segments.add_segment",
            Segment.objects.exists(),
        ),
        Step(
            _("Send a survey"),
            _("Everyone is asked only for what is missing, and for consent."),
            _("Make a survey"),
            "admin:surveys_survey_add",
            "surveys.add_survey",
            Sending.objects.exists(),
        ),
        Step(
            _("Get the first reply"),
            _("Answers and consents land on the customer card at once, and the audience grows."),
            _("See surveys"),
            "admin:surveys_survey_changelist",
            "surveys.view_survey",
            Submission.objects.exists(),
        ),
        Step(
            _("Take an audience out"),
            _(
                "A file with those who may be contacted for a purpose, and only what that purpose may use."
            ),
            _("See segments"),
            "admin:segments_segment_changelist",
            "files.export_audience",
            ExportRun.objects.exists(),
        ),
    ]


def _shown(request: HttpRequest, steps: list[Step]) -> list[dict[str, Any]]:
    """Return the steps with links for what this person may do; the first that is not done is next."""
    following = next((step for step in steps if not step.is_done), None)
    return [
        {
            "title": step.title,
            "text": step.text,
            "action": step.action,
            "is_done": step.is_done,
            "is_next": step is following,
            "url": _link(request, step.url_name, step.permission),
        }
        for step in steps
    ]


def _link(request: HttpRequest, url_name: str, permission: str) -> str:
    if not request.user.has_perm(permission):
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
