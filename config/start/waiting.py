"""What waits for somebody: imports, rows, drafts, refreshes, exports; each line where it can be dealt with.

All of it is counted in tables of work, which do not grow with the customers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from config.lib.narrowing import narrowed
from config.lib.numbers import grouped
from files.choices import ExportState, RunState
from files.models import ExportRun, ImportRun
from files.selectors.narrowings import (
    EXPORT_NARROWINGS,
    IMPORT_NARROWINGS,
    LEFT_OUT,
    LOST,
    TO_CHOOSE,
)
from profiles.selectors.contradictions import CountedContradiction
from segments.choices import RunState as RefreshState
from segments.models import SegmentRun
from surveys.choices import SurveyState
from surveys.models import Survey

# In days, as the lists behind the lines are narrowed.
LATELY = "30"
_TO_CHOOSE = (RunState.RECEIVED, RunState.MAPPED)


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
        found += _refreshes()
    if may("surveys.change_survey"):
        found += _drafts()
    if may("files.export_audience"):
        found += _exports(now)
    if may("profiles.change_customer"):
        found += _pairs(contradictions)
    return sorted(found, key=lambda line: not line.is_bad)


def _imports(now: datetime) -> Iterator[Waiting]:
    recent = narrowed(ImportRun.objects.all(), IMPORT_NARROWINGS, {"received": LATELY}, now)
    runs = list(recent.order_by("-number").values_list("number", "state", "counts"))
    chosen = [number for number, state, _counts in runs if state in _TO_CHOOSE]
    if chosen:
        words = ngettext(
            "%(count)s file waits for its columns to be chosen",
            "%(count)s files wait for their columns to be chosen",
            len(chosen),
        )
        yield Waiting(words % {"count": len(chosen)}, _files_url(chosen, TO_CHOOSE))
    decided = [number for number, state, _counts in runs if state == RunState.DECIDED]
    if decided:
        words = ngettext(
            "%(count)s file is read and waits for your go-ahead",
            "%(count)s files are read and wait for your go-ahead",
            len(decided),
        )
        yield Waiting(words % {"count": len(decided)}, _files_url(decided, RunState.DECIDED))
    yield from _troubled(runs)


def _troubled(runs: list[tuple[int, str, dict[str, int]]]) -> Iterator[Waiting]:
    failed = [number for number, state, _counts in runs if state == RunState.FAILED]
    if failed:
        words = ngettext(
            "%(count)s import was stopped by an error",
            "%(count)s imports were stopped by an error",
            len(failed),
        )
        yield Waiting(
            words % {"count": len(failed)}, _files_url(failed, RunState.FAILED), is_bad=True
        )
    left_out = {
        number: counts.get("refused", 0) + counts.get("blocked", 0)
        for number, state, counts in runs
        if state == RunState.DONE
    }
    rows = sum(left_out.values())
    if rows:
        words = ngettext(
            "%(count)s row of a file could not be taken in",
            "%(count)s rows of files could not be taken in",
            rows,
        )
        numbers = [number for number, count in left_out.items() if count]
        yield Waiting(words % {"count": grouped(rows)}, _files_url(numbers, LEFT_OUT))


def _files_url(numbers: list[int], state: str) -> str:
    """Return the address of the one import that is meant, or of the list of them."""
    if len(numbers) == 1:
        return reverse("admin:files_import", args=numbers)
    return f"{reverse('admin:files_importrun_changelist')}?state={state}&received={LATELY}"


def _refreshes() -> Iterator[Waiting]:
    newest = SegmentRun.objects.order_by("segment_id", "-queued_at").distinct("segment_id")
    failed = [run for run in newest.only("state", "segment_id") if run.state == RefreshState.FAILED]
    if failed:
        words = ngettext(
            "The last refresh of %(count)s segment failed",
            "The last refreshes of %(count)s segments failed",
            len(failed),
        )
        url = reverse("admin:segments_segment_changelist")
        yield Waiting(words % {"count": len(failed)}, url, is_bad=True)


def _drafts() -> Iterator[Waiting]:
    count = Survey.objects.filter(state=SurveyState.DRAFT).count()
    if count:
        words = ngettext("%(count)s survey is a draft", "%(count)s surveys are drafts", count)
        url = reverse("admin:surveys_survey_changelist") + "?state__exact=draft"
        yield Waiting(words % {"count": grouped(count)}, url)


def _exports(now: datetime) -> Iterator[Waiting]:
    url = reverse("admin:files_exportrun_changelist")
    kept = narrowed(ExportRun.objects.all(), EXPORT_NARROWINGS, {"ordered": LATELY}, now)
    failed = sum(1 for state in kept.values_list("state", flat=True) if state == ExportState.FAILED)
    if failed:
        words = ngettext(
            "%(count)s export could not be written",
            "%(count)s exports could not be written",
            failed,
        )
        yield Waiting(
            words % {"count": grouped(failed)}, f"{url}?state=failed&ordered={LATELY}", is_bad=True
        )
    lost = kept.aggregate(people=Sum("lost_count"))["people"] or 0
    if lost:
        words = ngettext(
            "%(count)s customer of your last exports may no longer be contacted",
            "%(count)s customers of your last exports may no longer be contacted",
            lost,
        )
        yield Waiting(
            words % {"count": grouped(lost)}, f"{url}?state={LOST}&ordered={LATELY}", is_bad=True
        )


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
    kept = ExportRun.objects.filter(finished_at__isnull=False, removed_at__isnull=True)
    ends = [at for at in kept.exclude(stored_as="").values_list("finished_at", flat=True) if at]
    del now
    first = min(ends, default=None)
    return len(ends), first + timedelta(days=settings.KJENN_EXPORT_DAYS) if first else None
