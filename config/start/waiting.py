"""What waits for somebody: imports, rows, drafts, refreshes, exports; each line where it can be dealt with.

All of it is counted in tables of work, which do not grow with the customers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext, ngettext_lazy

from config.lib.narrowing import narrowed
from config.lib.numbers import grouped
from files.choices import ExportState, RunState
from files.models import ExportRun, ImportRun
from files.selectors.narrowings import (
    EXPORT_NARROWINGS,
    IMPORT_NARROWINGS,
    KEPT,
    LEFT_OUT,
    LOST,
    TO_CHOOSE,
)
from profiles.selectors.contradictions import CountedContradiction
from segments.choices import Freshness
from segments.models import Segment
from segments.selectors.list_narrowings import SEGMENT_NARROWINGS
from surveys.choices import SurveyState
from surveys.models import Survey

# In days, as the lists behind the lines are narrowed.
LATELY = "30"
# The state that a list is narrowed to, the line, and whether something failed.
_FILES: tuple[tuple[str, Any, bool], ...] = (
    (
        TO_CHOOSE,
        ngettext_lazy(
            "%(count)s file waits for its columns to be chosen",
            "%(count)s files wait for their columns to be chosen",
            "n",
        ),
        False,
    ),
    (
        RunState.DECIDED,
        ngettext_lazy(
            "%(count)s file is read and waits for your go-ahead",
            "%(count)s files are read and wait for your go-ahead",
            "n",
        ),
        False,
    ),
    (
        RunState.FAILED,
        ngettext_lazy(
            "%(count)s import was stopped by an error",
            "%(count)s imports were stopped by an error",
            "n",
        ),
        True,
    ),
    (
        LEFT_OUT,
        ngettext_lazy(
            "%(count)s file has rows that could not be taken in",
            "%(count)s files have rows that could not be taken in",
            "n",
        ),
        False,
    ),
)
_EXPORTS: tuple[tuple[str, Any], ...] = (
    (
        ExportState.FAILED,
        ngettext_lazy(
            "%(count)s export could not be written",
            "%(count)s exports could not be written",
            "n",
        ),
    ),
    (
        LOST,
        ngettext_lazy(
            "%(count)s export holds customers who may no longer be contacted",
            "%(count)s exports hold customers who may no longer be contacted",
            "n",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, and where; `is_bad` where something has failed."""

    text: str
    url: str
    is_bad: bool = False


def waiting(
    request: HttpRequest, contradictions: list[CountedContradiction], now: datetime
) -> list[Waiting]:
    """Return what waits for this person, what failed first."""
    may = request.user.has_perm
    found: list[Waiting] = []
    if may("files.run_import"):
        found += _imports(now)
    if may("segments.change_segment"):
        found += _refreshes(now)
    if may("surveys.change_survey"):
        found += _drafts()
    if may("files.export_audience"):
        found += _exports(now)
    if may("profiles.change_customer"):
        found += _pairs(contradictions)
    return sorted(found, key=lambda line: not line.is_bad)


def _imports(now: datetime) -> Iterator[Waiting]:
    recent = narrowed(ImportRun.objects.all(), IMPORT_NARROWINGS, {"received": LATELY}, now)
    for state, words, is_bad in _FILES:
        count = narrowed(recent, IMPORT_NARROWINGS, {"state": state}, now).count()
        if count:
            url = f"{reverse('admin:files_importrun_changelist')}?state={state}&received={LATELY}"
            yield Waiting(str(words % {"n": count, "count": grouped(count)}), url, is_bad=is_bad)


def _refreshes(now: datetime) -> Iterator[Waiting]:
    said = {"state": Freshness.FAILED}
    failed = narrowed(Segment.objects.all(), SEGMENT_NARROWINGS, said, now).count()
    if failed:
        words = ngettext(
            "The last refresh of %(count)s segment failed",
            "The last refreshes of %(count)s segments failed",
            failed,
        )
        url = f"{reverse('admin:segments_segment_changelist')}?{urlencode(said)}"
        yield Waiting(words % {"count": grouped(failed)}, url, is_bad=True)


def _drafts() -> Iterator[Waiting]:
    count = Survey.objects.filter(state=SurveyState.DRAFT).count()
    if count:
        words = ngettext("%(count)s survey is a draft", "%(count)s surveys are drafts", count)
        url = reverse("admin:surveys_survey_changelist") + "?state__exact=draft"
        yield Waiting(words % {"count": grouped(count)}, url)


def _exports(now: datetime) -> Iterator[Waiting]:
    recent = narrowed(ExportRun.objects.all(), EXPORT_NARROWINGS, {"ordered": LATELY}, now)
    for state, words in _EXPORTS:
        count = narrowed(recent, EXPORT_NARROWINGS, {"state": state}, now).count()
        if count:
            url = f"{reverse('admin:files_exportrun_changelist')}?state={state}&ordered={LATELY}"
            yield Waiting(str(words % {"n": count, "count": grouped(count)}), url, is_bad=True)


def _pairs(contradictions: list[CountedContradiction]) -> Iterator[Waiting]:
    count = sum(entry.count for entry in contradictions if entry.kind == "twice")
    if count:
        words = ngettext(
            "%(count)s possible duplicate to look at",
            "%(count)s possible duplicates to look at",
            count,
        )
        yield Waiting(
            words % {"count": grouped(count)}, reverse("admin:contradicted", args=["twice"])
        )


def files_soon_gone(now: datetime) -> tuple[int, datetime | None]:
    """Return how many export files are kept still, and when the next of them is removed."""
    kept = narrowed(ExportRun.objects.all(), EXPORT_NARROWINGS, {"state": KEPT}, now)
    ends = [at for at in kept.values_list("finished_at", flat=True) if at]
    first = min(ends, default=None)
    return len(ends), first + timedelta(days=settings.KJENN_EXPORT_DAYS) if first else None
