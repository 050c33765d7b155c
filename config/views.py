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

from config.lib.admin import COUNT_LIMIT, estimated_count
from files.choices import RunState
from files.models import ExportRun, ImportRun
from profiles.models import Customer
from profiles.selectors import find_company
from segments.models import DailyFigure, Segment
from surveys.models import Sending, Submission

# Figures of the timetable, by name and scope (segments/services/figures.py).
_MORE = {
    ("completeness", ""): gettext_lazy("Average completeness (%)"),
    ("reach", "newsletter/email"): gettext_lazy("May get the newsletter by e-mail"),
}


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


def _steps() -> list[Step]:
    return [
        Step(
            _("Describe your company"),
            _("Every consent is kept in its name."),
            _("Change"),
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
            "admin:survey_make",
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
