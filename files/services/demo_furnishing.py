"""What the made-up company has made already: three segments and a survey that nobody has sent yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from profiles.services.contradictions import compare_sources
from profiles.services.fact_figures import count_everything
from segments.choices import RunState
from segments.models import Segment, SegmentRun
from segments.services.figures import record_daily_figures
from segments.services.runs import queue_refresh, refresh_segment
from segments.services.segments import create_segment, save_version
from surveys.models import Survey
from surveys.services.surveys import SurveyPlan, keep_survey

_ACTOR = Actor.system("demo")


@dataclass(frozen=True, slots=True)
class _Made:
    """A segment of the made-up company."""

    slug: str
    name: str
    description: str
    rule: dict[str, Any]


def furnish(*, now: datetime) -> Iterator[object]:
    """Make what is missing, and count what the start page shows; yield after each step that had something to do."""
    known = set(Segment.objects.values_list("slug", flat=True))
    for made in _segments():
        if made.slug not in known:
            _make_segment(made, now)
            yield made
    if not Survey.objects.exists():
        _make_survey()
        yield None
    waiting = SegmentRun.objects.filter(state=RunState.QUEUED)
    for uid in waiting.values_list("pk", flat=True):
        yield refresh_segment(run_uid=uid, now=now)
    count_everything(now=now)
    compare_sources(now=now)
    record_daily_figures(now=now)


def _segments() -> list[_Made]:
    return [
        _Made(
            "boots",
            _("Bought boots"),
            _("Whom to tell about the new ones, and how to look after the old."),
            {"all": [_asks("activity.purchase.product", "contains", "boots")]},
        ),
        _Made(
            "sleepers",
            _("Good customers who have gone quiet"),
            _("Bought at least three times, but not for a year."),
            {
                "all": [
                    _asks("activity.purchase.count", "at_least", 3),
                    _asks("activity.purchase.last", "days_ago", 365),
                ]
            },
        ),
        _Made(
            "unknown_age",
            _("Buys here, age not known"),
            _("Whom to ask when they were born: bought within a year, and no age is known."),
            {
                "all": [
                    _asks("activity.purchase.last", "last_days", 365),
                    _asks("gap.missing", "has_any", ["birth_year_band"]),
                ]
            },
        ),
    ]


def _asks(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@transaction.atomic
def _make_segment(made: _Made, now: datetime) -> None:
    segment = create_segment(
        name=made.name,
        purpose="newsletter",
        actor=_ACTOR,
        now=now,
        slug=made.slug,
        description=made.description,
    )
    save_version(segment=segment, rule=made.rule, actor=_ACTOR, now=now)
    queue_refresh(segment=segment, actor=_ACTOR, now=now)


def _make_survey() -> None:
    plan = SurveyPlan(
        name=_("Get to know you"),
        purpose="profiling",
        questions=("birth_year_band", "interests", "purchase_motives", "phone"),
        consents=("newsletter",),
    )
    keep_survey(plan=plan, survey=None, actor=_ACTOR)
