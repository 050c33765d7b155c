"""Refreshes: rows with a state that any worker may take up, drop and take up again (law 7).

A run is claimed by a conditional UPDATE with a lease. It builds the new set aside, then in one short transaction lets
members in and out and writes its own counts with them, so that a run killed anywhere changes nothing twice. Counting
who may be contacted follows. Whoever changed while it was at work is looked at again before
members change (membership.py).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from segments.choices import LeftBecause, RunState
from segments.models import ReachFigure, Segment, SegmentRun
from segments.rules.ast import Either
from segments.rules.compile import found
from segments.rules.errors import NotAllowedError, RuleError
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import built_on, in_order, latest_rules, latest_version
from segments.services.locks import try_lock_refresh
from segments.services.membership import (
    Difference,
    apply_difference,
    few_moving,
    hold_moving,
    look_again,
    set_aside,
)
from segments.services.reach import count_reach
from segments.wake import wake_workers

LEASE = timedelta(minutes=10)
STATEMENT_LIMIT_MS = 8 * 60 * 1000
MAX_ATTEMPTS = 5
# So many keys are named in the second look; more are looked up in the table of those who would move.
FEW = 2000
OPEN = (RunState.QUEUED, RunState.RUNNING)


class NoConditionsError(DomainError):
    """A segment without conditions cannot be refreshed."""


class _OvertakenError(Exception):
    """The conditions were changed, or another worker holds the run."""


def queue_refresh(*, segment: Segment, actor: Actor, now: datetime) -> SegmentRun:
    """Return the run that will refresh a segment: the one that waits or runs, else a new one."""
    version = latest_version(segment)
    if version is None:
        raise NoConditionsError(_("Give “%(segment)s” conditions first.") % {"segment": segment})
    try:
        with transaction.atomic():
            run = SegmentRun.objects.create(
                segment=segment, version=version, queued_at=now, **actor_columns(actor)
            )
    except IntegrityError:
        return SegmentRun.objects.get(segment=segment, state__in=OPEN)
    wake_workers()
    return run


def queue_all(*, actor: Actor, now: datetime) -> list[SegmentRun]:
    """Queue every segment in use that has conditions, those that others build on first."""
    order = in_order(latest_rules())
    segments = {each.slug: each for each in Segment.objects.filter(is_active=True)}
    return [
        queue_refresh(segment=segments[slug], actor=actor, now=now)
        for slug in order
        if slug in segments
    ]


def queue_due(*, actor: Actor, since: datetime, now: datetime) -> int:
    """Queue the segments that were not refreshed since a moment: windows slide though nobody touches anything."""
    rested = Segment.objects.filter(is_active=True, versions__isnull=False).exclude(
        runs__queued_at__gte=since
    )
    order = {slug: place for place, slug in enumerate(in_order(latest_rules()))}
    waiting = sorted(rested.distinct(), key=lambda segment: order.get(segment.slug, 0))
    for segment in waiting:
        queue_refresh(segment=segment, actor=actor, now=now)
    return len(waiting)


def refresh_segment(*, run_uid: UUID, now: datetime) -> bool:
    """Do one run from claim to end; return whether this caller did it."""
    run = _claim(run_uid, now)
    if run is None:
        return False
    try:
        _find_members(run, now)
        _count_steps(run, now)
    except _OvertakenError:
        return False
    except NotAllowedError as error:
        _close_to_use(run, str(error), now)
    except RuleError as error:
        _fail(run, str(error))
    except OperationalError as error:
        if (
            getattr(error.__cause__, "sqlstate", "") != "57014"
        ):  # anything but "took too long" is tried again
            raise
        _fail(run, _("The conditions took too long to answer."))
    return True


def waiting_runs(*, now: datetime) -> list[UUID]:
    """Return the runs that any worker may take up: queued, or left behind by one that died; oldest first."""
    takeable = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, leased_until__lt=now)
    return list(
        SegmentRun.objects.filter(takeable).order_by("queued_at").values_list("pk", flat=True)[:50]
    )


def _claim(run_uid: UUID, now: datetime) -> SegmentRun | None:
    """Take a run up by a conditional UPDATE: of two workers one gets it; one that keeps dying is given up."""
    takeable = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, leased_until__lt=now)
    mine = SegmentRun.objects.filter(takeable, pk=run_uid)
    if mine.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=RunState.FAILED, finished_at=Now(), error=_("Given up after five attempts.")
    ):
        return None
    taken = mine.update(
        state=RunState.RUNNING,
        attempts=F("attempts") + 1,
        leased_until=now + LEASE,
        started_at=Coalesce("started_at", Now()),
        step=0,
    )
    if not taken:
        return None
    return SegmentRun.objects.select_related("segment", "version").get(pk=run_uid)


def _find_members(run: SegmentRun, now: datetime) -> None:
    """Build the new set aside and apply the difference, with the run's counts, in one transaction."""
    segment = run.segment
    catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
    tree = parse(run.version.rule, catalogue)
    with transaction.atomic():
        _limit_statements()
        if not try_lock_refresh(segment.pk):
            raise _OvertakenError
        set_aside(found(tree, catalogue=catalogue, moment=Moment(now)))
        if hold_moving(segment.pk):
            uids = few_moving(FEW)
            few = Scope() if uids is None else Scope.of(uids)
            look_again(found(tree, catalogue=catalogue, moment=Moment(now, few)))
        _write_members(run, now)
    for slug in built_on(segment.slug, latest_rules()):
        above = Segment.objects.get(slug=slug)
        if run.entered_count or run.left_count:
            queue_refresh(segment=above, actor=Actor.system("refresh_segment"), now=now)


def _write_members(run: SegmentRun, now: datetime) -> None:
    """Apply the difference while this attempt still owns the run, and keep the counts with it."""
    held = SegmentRun.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.RUNNING or held.attempts != run.attempts:
        raise _OvertakenError
    changed = apply_difference(
        segment_id=run.segment_id, version_id=run.version_id, reason=_reason(run), now=now
    )
    run.entered_count = (held.entered_count or 0) + changed.entered
    run.left_count = (held.left_count or 0) + changed.left
    _note(run, changed, now)


def _note(run: SegmentRun, changed: Difference, now: datetime) -> None:
    """Keep the counts beside the members that they count; a second attempt adds to those of the first."""
    run.member_count = changed.members
    SegmentRun.objects.filter(pk=run.pk).update(
        member_count=changed.members,
        entered_count=run.entered_count,
        left_count=run.left_count,
        step=1,
        step_count=2,
        leased_until=now + LEASE,
    )
    Segment.objects.filter(pk=run.segment_id).update(member_count=changed.members, counted_at=now)
    ReachFigure.objects.filter(segment=run.segment_id).update(outdated_at=now)


def _reason(run: SegmentRun) -> LeftBecause:
    """Return why people leave in this run: new conditions since the last finished one, or new facts."""
    last = (
        SegmentRun.objects.filter(segment=run.segment_id, state=RunState.DONE)
        .order_by("-finished_at")
        .values_list("version_id", flat=True)
        .first()
    )
    return LeftBecause.RULE if last in {None, run.version_id} else LeftBecause.NEW_VERSION


def _count_steps(run: SegmentRun, now: datetime) -> None:
    """Count who may be contacted, for every purpose through every channel, and finish."""
    mine = SegmentRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
    count_reach(segment=run.segment, now=now)
    if not mine.update(state=RunState.DONE, step=2, error="", finished_at=Now(), leased_until=None):
        raise _OvertakenError


def _fail(run: SegmentRun, message: str) -> None:
    SegmentRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=RunState.FAILED, error=message, finished_at=Now(), leased_until=None
    )


def _close_to_use(run: SegmentRun, message: str, now: datetime) -> None:
    """Empty a segment whose conditions may no longer be used for its purpose: use stops, and says why (law 4)."""
    catalogue = catalogue_for(run.segment.purpose_id)
    nobody = found(Either(()), catalogue=catalogue, moment=Moment(now))
    with transaction.atomic():
        set_aside(nobody)
        hold_moving(run.segment_id)
        changed = apply_difference(
            segment_id=run.segment_id,
            version_id=run.version_id,
            reason=LeftBecause.NOT_ALLOWED,
            now=now,
        )
        run.entered_count, run.left_count = 0, changed.left
        _note(run, changed, now)
        _fail(run, message)


def _limit_statements() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [str(STATEMENT_LIMIT_MS)]
        )
