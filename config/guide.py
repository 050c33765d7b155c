"""The guided path: the loop, step by step, ticking itself off.

A step is done when its trace is there: a row of its room, found by an index, or a page that this person has opened
(`config.middleware` notes it once). Nothing here grows with the customers (law 8).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from files.choices import ExportState, RunState
from files.models import ExportRun, ImportRun
from profiles.models import Steward
from profiles.selectors import find_company
from segments.models import SegmentVersion
from surveys.models import Sending, Submission

CARD, REACH, GROWTH = "card", "reach", "growth"

# The pages that are themselves a step, by the name of their address.
_PAGES = {"profiles_customer_change": CARD, "segments_segment_change": REACH}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the loop; `is_done` gets the pages that the person has opened."""

    title: Any
    text: Any
    action: Any
    url_name: str
    permission: str
    is_done: Callable[[set[str]], bool]


def guide(request: HttpRequest) -> dict[str, Any]:
    """Return what `office/parts/guide.html` shows this person: the steps, and how many of them are done."""
    steps = _shown(request)
    return {
        "steps": steps,
        "done_count": sum(step["is_done"] for step in steps),
        "step_count": len(steps),
    }


def opened_step(url_name: str, seen: set[str]) -> str:
    """Return the step that opening this page completes, or nothing where it changes nothing."""
    step = _PAGES.get(url_name, "")
    if step == REACH and REACH in seen and GROWTH not in seen and Submission.objects.exists():
        return GROWTH
    return "" if step in seen else step


def _shown(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the steps with links for what this person may do; the first that is not done is next."""
    seen = set(request.user.guide_steps) if isinstance(request.user, Steward) else set()
    done = [step.is_done(seen) for step in _STEPS]
    following = done.index(False) if False in done else None
    return [
        {
            "title": step.title,
            "text": step.text,
            "action": step.action,
            "is_done": done[at],
            "is_next": at == following,
            "url": _link(request, step),
        }
        for at, step in enumerate(_STEPS)
    ]


def _link(request: HttpRequest, step: Step) -> str:
    if not request.user.has_perm(step.permission):
        return ""
    try:
        return reverse(step.url_name)
    except NoReverseMatch:
        return ""


_STEPS = (
    Step(
        _("Describe your company"),
        _("Every consent is kept in its name."),
        _("Change"),
        "admin:company",
        "profiles.change_company",
        lambda _seen: find_company() is not None,
    ),
    Step(
        _("Take a file of customers in"),
        _("From your CRM, shop or newsletter tool. You see what will happen before anything does."),
        _("Take a file in"),
        "admin:files_importrun_add",
        "files.run_import",
        lambda _seen: ImportRun.objects.filter(state=RunState.DONE).exists(),
    ),
    Step(
        _("Look at a customer"),
        _("Every fact with its source and date, and what is missing or outdated."),
        _("See customers"),
        "admin:profiles_customer_changelist",
        "profiles.view_customer",
        lambda seen: CARD in seen,
    ),
    Step(
        _("Make a segment"),
        _(
            "Say whom you mean: bought boots, hasn’t been seen since the winter, birth date missing."
        ),
        _("Make a segment"),
        "admin:segments_segment_add",
        "segments.add_segment",
        lambda _seen: SegmentVersion.objects.filter(actor_kind="steward").exists(),
    ),
    Step(
        _("See who may be contacted"),
        _(
            "Open a segment: a staircase shows how many may be contacted now, and why the others may not."
        ),
        _("See segments"),
        "admin:segments_segment_changelist",
        "segments.view_segment",
        lambda seen: REACH in seen,
    ),
    Step(
        _("Send a survey"),
        _("Everyone is asked only for what is missing, and for consent."),
        _("See surveys"),
        "admin:surveys_survey_changelist",
        "surveys.add_survey",
        lambda _seen: Sending.objects.exists(),
    ),
    Step(
        _("Get the first reply"),
        _("Answer as a customer: open a mail in the mailbox and follow its personal link."),
        _("Open the mailbox"),
        "admin:surveys_mail_changelist",
        "surveys.view_mail",
        lambda _seen: Submission.objects.exists(),
    ),
    Step(
        _("See the audience grow"),
        _("Answers and consents land on the customer card at once. Open the segment again."),
        _("See segments"),
        "admin:segments_segment_changelist",
        "segments.view_segment",
        lambda seen: GROWTH in seen,
    ),
    Step(
        _("Take an audience out"),
        _(
            "A file with those who may be contacted for a purpose, and only what that purpose may use."
        ),
        _("See segments"),
        "admin:segments_segment_changelist",
        "files.export_audience",
        lambda _seen: ExportRun.objects.filter(state=ExportState.DONE).exists(),
    ),
    Step(
        _("Undo a file"),
        _(
            "Everything that a file brought goes back to what it was before. You see first what can be undone."
        ),
        _("See files"),
        "admin:files_importrun_changelist",
        "files.undo_import",
        lambda _seen: ImportRun.objects.filter(state=RunState.UNDONE).exists(),
    ),
)
