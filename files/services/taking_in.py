"""An import from beginning to end in one call: what the command does, and what a script or a test may."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from files.choices import RunState
from files.mapping.mapping import Mapping
from files.models import ImportRun
from files.services.columns import guess_columns, set_mapping
from files.services.runs import (
    Pace,
    Progress,
    advance,
    start_applying,
    start_deciding,
    start_undoing,
    waiting_runs,
)
from profiles.models import Source

# Inline there is nobody to hand over to, so a slice has no end.
INLINE = Pace(seconds=float("inf"))


class ImportStoppedError(DomainError):
    """An import ended in an error; the sentence is the run's."""


class UnknownSourceError(DomainError):
    """No source goes by that name."""


def get_source(slug: str) -> Source:
    """Return the source of that code; raise UnknownSourceError naming those there are and the way out."""
    source = Source.objects.filter(slug=slug, is_active=True).first()
    if source is not None:
        return source
    known = ", ".join(
        Source.objects.filter(is_active=True).order_by("slug").values_list("slug", flat=True)
    )
    raise UnknownSourceError(
        _(
            "There is no source called “%(slug)s”. Known: %(known)s. Add a source in the admin, under “Sources”."
        )
        % {"slug": slug, "known": known or "–"}
    )


def decide_now(
    *,
    run: ImportRun,
    mapping: Mapping | None,
    actor: Actor,
    now: datetime,
    pace: Pace = INLINE,
    progress: Progress | None = None,
) -> ImportRun:
    """Settle the columns, as given or as guessed, and find out what would happen."""
    chosen = mapping or guess_columns(run=run)
    if run.currency:
        chosen = replace(chosen, currency=run.currency)
    set_mapping(run=run, mapping=chosen, actor=actor, now=now)
    start_deciding(run=run, actor=actor, now=now)
    return work_through(run=run, now=now, pace=pace, progress=progress)


def apply_now(
    *,
    run: ImportRun,
    actor: Actor,
    now: datetime,
    pace: Pace = INLINE,
    progress: Progress | None = None,
) -> ImportRun:
    """Take in what was decided."""
    _finish_what_was_left(now, pace)
    start_applying(run=run, actor=actor, now=now)
    return work_through(run=run, now=now, pace=pace, progress=progress)


def undo_now(
    *,
    run: ImportRun,
    actor: Actor,
    now: datetime,
    pace: Pace = INLINE,
    progress: Progress | None = None,
) -> ImportRun:
    """Take an import back."""
    _finish_what_was_left(now, pace)
    start_undoing(run=run, actor=actor, now=now)
    return work_through(run=run, now=now, pace=pace, progress=progress)


def _finish_what_was_left(now: datetime, pace: Pace) -> None:
    """Do the rest of an import whose worker was killed: it would stand in the way of every other (one writes)."""
    for run_id in waiting_runs():
        with contextlib.suppress(ImportStoppedError):
            work_through(run=ImportRun.objects.get(pk=run_id), now=now, pace=pace)


def work_through(
    *,
    run: ImportRun,
    now: datetime,
    pace: Pace,
    progress: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Do all the work that the run's state asks for; raise ImportStoppedError where it ends in an error."""
    while advance(run_id=run.pk, now=now, pace=pace, progress=progress):
        pass
    run = ImportRun.objects.select_related("source").get(pk=run.pk)
    if run.state == RunState.FAILED:
        raise ImportStoppedError(run.error)
    return run
