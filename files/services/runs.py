"""The life of an import: a row with a state, advanced in slices by whoever holds its lease (law 7).

Celery only wakes. A slice lasts a minute at most, a worker that dies leaves its lease to run out, and the next one goes
on behind the last committed chunk. What fails five times without getting further stops with a sentence.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.clock import Clock, going_on
from config.lib.errors import DomainError
from consents.services import statistics as consent_statistics
from files.choices import AT_WORK, RunState
from files.models import ImportRun
from files.services.applying import apply_chunks
from files.services.columns import WrongStateError
from files.services.deciding import decide, needs_deciding_again
from files.services.matching import RecordsChangedError
from files.services.receiving import remove_file
from files.services.staging import stage_chunks, start_over
from files.services.undoing import undo_chunks
from profiles.models import Event, RecordChange
from profiles.services import statistics

CHUNK_ROWS = 20_000
SLICE_SECONDS = 50
LEASE = timedelta(seconds=90)
# One set-based statement over the whole file may take longer than a chunk.
LONG_LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
_LEDGER_ENTRIES = ("given", "requested", "refused", "withdrawn")

Progress = Callable[[ImportRun], None]


class AnotherImportWritesError(DomainError):
    """Only one import writes at a time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much work is done at once, and for how long a worker may be silent before another takes over."""

    chunk_rows: int = CHUNK_ROWS
    seconds: float = SLICE_SECONDS
    lease: timedelta = LEASE


def start_deciding(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Order the work of finding out what would happen."""
    del actor, now
    _move(run, {RunState.MAPPED, RunState.DECIDED}, RunState.DECIDING)


def start_applying(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Give the go-ahead for what was decided, or for the rest of an import that stopped halfway."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        halfway = locked.state == RunState.FAILED and locked.started_at is not None
        locked.summary["applied_by"] = asdict(actor)
        ImportRun.objects.filter(pk=run.pk).update(
            summary=locked.summary, started_at=locked.started_at or now
        )
        _move(locked, {RunState.FAILED if halfway else RunState.DECIDED}, RunState.APPLYING)
    run.refresh_from_db()


def start_undoing(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Order the undo of an import that was taken in, or of what a failed one had taken in."""
    del now
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        locked.summary["undone_by"] = asdict(actor)
        ImportRun.objects.filter(pk=run.pk).update(summary=locked.summary)
        allowed = {RunState.DONE, RunState.FAILED} if locked.started_at else {RunState.DONE}
        _move(locked, allowed, RunState.UNDOING)
    run.refresh_from_db()


@transaction.atomic
def discard_run(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Give up an import of which nothing was taken in, and remove its file."""
    del actor
    allowed = {RunState.RECEIVED, RunState.MAPPED, RunState.DECIDED, RunState.FAILED}
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.started_at is not None:
        raise WrongStateError(_("Rows of this import were taken in: undo it instead."))
    _move(locked, allowed, RunState.DISCARDED)
    _clear(locked)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=now, summary={}, shape={})
    transaction.on_commit(lambda: remove_file(locked))
    run.refresh_from_db()


def waiting_runs() -> list[UUID]:
    """Return the runs that have work left and that nobody works on."""
    return list(
        ImportRun.objects.filter(_is_free(), state__in=AT_WORK)
        .order_by("number")
        .values_list("pk", flat=True)
    )


def has_ended(*, run_id: UUID) -> bool:
    """Return whether a run changed customers and has nothing left to do."""
    ended = (RunState.DONE, RunState.UNDONE)
    return ImportRun.objects.filter(pk=run_id, state__in=ended).exists()


def advance(
    *, run_id: UUID, now: datetime, pace: Pace | None = None, progress: Progress | None = None
) -> bool:
    """Do a slice of whatever the run needs; return whether anything is left to do.

    Somebody else's run, or one that is finished, is left alone.
    """
    pace = pace or Pace()
    run = _claim(run_id, pace)
    if run is None:
        return False
    language = run.summary.get("language") or settings.LANGUAGE_CODE
    deadline = time.monotonic() + pace.seconds
    clock = going_on(now)
    try:
        with translation.override(language):
            for _step in _steps(run, clock, pace):
                if progress:
                    progress(run)
                if time.monotonic() > deadline:
                    _release(run)
                    return True
                _renew(run, pace.lease)
    except DomainError as error:
        _fail(run, str(error), clock())
        return False
    except Exception as error:
        _stumble(run, error, clock())
        raise
    except BaseException:  # somebody pressed Ctrl-C: the next worker need not wait for the lease
        _release(run)
        raise
    return False


def _steps(run: ImportRun, clock: Clock, pace: Pace) -> Iterator[object]:
    """Yield after each committed step of the work that the run's state asks for."""
    if run.state == RunState.DECIDING:
        yield from _deciding(run, clock(), pace)
        _finish(run, RunState.DECIDED)
    elif run.state == RunState.APPLYING:
        yield from _applying(run, clock, pace)
    elif run.state == RunState.UNDOING:
        _renew(run, max(pace.lease, LONG_LEASE))
        yield from undo_chunks(
            run=run, actor=_actor(run, "undone_by"), clock=clock, chunk_rows=pace.chunk_rows
        )
        with transaction.atomic():
            _clear(run)
            _finish(run, RunState.UNDONE, undone_at=clock())


def _deciding(run: ImportRun, now: datetime, pace: Pace) -> Iterator[object]:
    yield from stage_chunks(run=run, now=now, chunk_rows=pace.chunk_rows)
    _renew(run, max(pace.lease, LONG_LEASE))
    try:
        decide(run=run, now=now)
    except RecordsChangedError:
        start_over(run)
        yield from stage_chunks(run=run, now=now, chunk_rows=pace.chunk_rows)
        _renew(run, max(pace.lease, LONG_LEASE))
        decide(run=run, now=now)
    yield run


def _applying(run: ImportRun, clock: Clock, pace: Pace) -> Iterator[object]:
    if run.position == 0 and needs_deciding_again(run):
        yield from _deciding(run, clock(), pace)
    yield from apply_chunks(
        run=run, actor=_actor(run, "applied_by"), clock=clock, chunk_rows=pace.chunk_rows
    )
    _close(run, clock())


@transaction.atomic
def _close(run: ImportRun, now: datetime) -> None:
    """End an applied run: final counts, staging gone, no sample of people's data kept."""
    found = dict(run.outcomes.values_list("outcome").annotate(n=Count("pk")).order_by())
    run.counts = {outcome: found.get(outcome, 0) for outcome in run.counts}
    gone = {"samples", "staging", "journal", "reads_all"}
    run.summary = {key: value for key, value in run.summary.items() if key not in gone}
    run.summary["events"] = Event.objects.filter(run_id=run.pk).count()
    _clear(run)
    if _has_written(run):
        consent_statistics.refresh_statistics()
        statistics.refresh_statistics()
    _finish(run, RunState.DONE, finished_at=now, counts=run.counts, summary=run.summary)


def _has_written(run: ImportRun) -> bool:
    """Return whether an applied run has changed anything: records, activities or consents."""
    tally = run.summary.get("tally", {})
    if run.summary["events"] or any(tally.get(f"consent_{state}") for state in _LEDGER_ENTRIES):
        return True
    return RecordChange.objects.filter(run_id=run.pk).exists()


def _clear(run: ImportRun) -> None:
    for rows in (run.staged.all(), run.planned.all()):
        rows._raw_delete(rows.db)  # noqa: SLF001 - no other table hangs on these


def _actor(run: ImportRun, deed: str) -> Actor:
    """Return who ordered the work; without an order, who brought the file."""
    kept = run.summary.get(deed)
    return Actor(**kept) if kept else Actor(run.actor_kind, run.actor_id, run.actor_label)


def _move(run: ImportRun, allowed: set[RunState], state: RunState) -> None:
    """Change the state if it is one of those allowed, in one statement that two cannot both win."""
    try:
        with transaction.atomic():
            moved = ImportRun.objects.filter(pk=run.pk, state__in=allowed).update(
                state=state, leased_until=None, attempts=0, error=""
            )
    except IntegrityError as error:
        raise AnotherImportWritesError(
            _("Another import is being taken in or undone: try again when it is done.")
        ) from error
    if not moved:
        raise WrongStateError(
            _("Import no. %(number)s is not at that point: it is “%(state)s”.")
            % {"number": run.number, "state": run.get_state_display()}
        )
    run.state = state


def _is_free() -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=Now())


def _claim(run_id: UUID, pace: Pace) -> ImportRun | None:
    """Take the lease by the database's clock, or return nothing where somebody holds it."""
    claimed = ImportRun.objects.filter(_is_free(), pk=run_id, state__in=AT_WORK).update(
        leased_until=Now() + pace.lease, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    run = ImportRun.objects.select_related("source").get(pk=run_id)
    if run.attempts > MOST_ATTEMPTS:
        _fail(run, _("Stopped: five workers in a row ended without getting any further."), None)
        return None
    return run


def _renew(run: ImportRun, lease: timedelta) -> None:
    ImportRun.objects.filter(pk=run.pk).update(leased_until=Now() + lease)


def _release(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(leased_until=None, attempts=0)


def _finish(run: ImportRun, state: RunState, **columns: object) -> None:
    run.state = state
    ImportRun.objects.filter(pk=run.pk).update(
        state=state, leased_until=None, attempts=0, error="", **columns
    )


def _fail(run: ImportRun, why: str, now: datetime | None) -> None:
    run.state, run.error = RunState.FAILED, why
    ImportRun.objects.filter(pk=run.pk).update(
        state=RunState.FAILED, error=why, leased_until=None, finished_at=now
    )


def _stumble(run: ImportRun, error: Exception, now: datetime) -> None:
    """Leave an unforeseen error to the next attempt, or stop after the last one."""
    if run.attempts >= MOST_ATTEMPTS:
        _fail(
            run,
            _("Stopped by an error that five attempts have met: %(error)s.")
            % {"error": type(error).__name__},
            now,
        )
    else:
        ImportRun.objects.filter(pk=run.pk).update(leased_until=Now() + timedelta(seconds=10))
