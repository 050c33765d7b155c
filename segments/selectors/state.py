"""How fresh a segment is, in one word that every screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from config.lib.narrowing import narrowed
from config.lib.sorting import alphabetical
from consents.choices import PurposeKind
from consents.selectors import purposes
from segments.choices import Freshness, RunState
from segments.models import Segment, SegmentRun, SegmentVersion
from segments.selectors.graph import latest_versions
from segments.selectors.list_narrowings import SEGMENT_NARROWINGS
from segments.selectors.words import all_in_words

# Windows of days slide every night; the timetable refreshes once a day.
OLD = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class SegmentState:
    """One word with its tone, and what a person may want to know besides."""

    freshness: Freshness
    tone: str
    detail: str = ""
    is_busy: bool = False

    @property
    def label(self) -> str:
        """Return the word in the reader's language."""
        return str(self.freshness.label)


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment in the list, and the purpose of contact for which its members are shown, where one is in use."""

    segment: Segment
    purpose: str
    sentence: str
    state: SegmentState


def segment_lines(now: datetime, said: Mapping[str, str]) -> list[SegmentLine]:
    """Return the segments that fit, with sentence and state, by name; a fixed number of questions."""
    versions = latest_versions()
    words = all_in_words(versions)
    runs = {run.segment_id: run for run in _latest_runs()}
    contact = [purpose.slug for purpose in purposes(PurposeKind.CONTACT)]
    segments = Segment.objects.select_related("purpose")
    return [
        SegmentLine(
            segment,
            segment.purpose_id if segment.purpose_id in contact else next(iter(contact), ""),
            words.get(segment.slug, ""),
            state_of(segment, versions.get(segment.slug), runs.get(segment.pk), now),
        )
        for segment in sorted(
            narrowed(segments, SEGMENT_NARROWINGS, said, now),
            key=lambda each: alphabetical(each.name),
        )
    ]


def latest_run(segment: Segment) -> SegmentRun | None:
    """Return a segment's newest refresh, or nothing before the first."""
    return SegmentRun.objects.filter(segment=segment).order_by("-queued_at").first()


def state_of(
    segment: Segment, version: SegmentVersion | None, run: SegmentRun | None, now: datetime
) -> SegmentState:
    """Return the word for one segment."""
    if version is None:
        return SegmentState(Freshness.NO_CONDITIONS, "")
    if run is not None and run.state in {RunState.QUEUED, RunState.RUNNING}:
        return SegmentState(Freshness.REFRESHING, "info", progress_text(run), is_busy=True)
    if run is not None and run.state == RunState.FAILED:
        return SegmentState(Freshness.FAILED, "bad", run.error)
    if (run is not None and run.version_id != version.pk) or segment.counted_at is None:
        newer = _("The conditions are newer than the members.")
        return SegmentState(Freshness.NOT_REFRESHED, "warn", newer)
    if segment.counted_at < now - OLD:
        rested = _("It was not refreshed for more than a day.")
        return SegmentState(Freshness.OUTDATED, "warn", rested)
    return SegmentState(Freshness.CURRENT, "ok")


def progress_text(run: SegmentRun) -> str:
    """Return in words how far a refresh has come."""
    if run.state == RunState.QUEUED:
        return _("Waiting for its turn.")
    if run.step == 0:
        return _("Finding the members.")
    said = {"step": min(run.step, run.step_count), "steps": run.step_count}
    return _("Counting who may be contacted: %(step)s of %(steps)s.") % said


def progress(run: SegmentRun) -> dict[str, Any]:
    """Return how far a refresh has come, as progress.js reads it."""
    is_open = run.state in {RunState.QUEUED, RunState.RUNNING}
    share = round(100 * run.step / run.step_count) if run.step_count and run.step else None
    return {"share": share, "text": progress_text(run) if is_open else "", "finished": not is_open}


def _latest_runs() -> list[SegmentRun]:
    return list(SegmentRun.objects.order_by("segment_id", "-queued_at").distinct("segment_id"))
