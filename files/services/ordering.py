"""Orders of programs: each may arrive twice, and the second changes nothing and meets the import as it is now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.lib.actor import Actor
from files.choices import RunState
from files.models import ImportRun
from files.services.columns import guess_columns, set_mapping
from files.services.runs import start_applying, start_deciding, start_undoing


@transaction.atomic
def order_decision(*, run: ImportRun, actor: Actor, now: datetime) -> ImportRun:
    """Order the work of finding out what would happen; columns that nobody has settled are taken as guessed."""
    locked = _locked(run.pk)
    if locked.state == RunState.DECIDING:
        return locked
    if locked.state == RunState.RECEIVED:
        guessed = guess_columns(run=locked)
        locked = set_mapping(run=locked, mapping=guessed, actor=actor, now=now)
    start_deciding(run=locked, actor=actor, now=now)
    return _read(locked)


@transaction.atomic
def order_taking_in(*, run: ImportRun, actor: Actor, now: datetime) -> ImportRun:
    """Give the go-ahead for what was decided."""
    locked = _locked(run.pk)
    if locked.state not in {RunState.APPLYING, RunState.DONE}:
        start_applying(run=locked, actor=actor, now=now)
    return _read(locked)


@transaction.atomic
def order_undo(*, run: ImportRun, actor: Actor, now: datetime) -> ImportRun:
    """Order the undo of an import that was taken in."""
    locked = _locked(run.pk)
    if locked.state not in {RunState.UNDOING, RunState.UNDONE}:
        start_undoing(run=locked, actor=actor, now=now)
    return _read(locked)


@contextmanager
def locked_run(uid: UUID) -> Iterator[ImportRun]:
    """Hold an import's row for as long as what the caller has read of it must not change."""
    with transaction.atomic():
        yield _locked(uid)


def _locked(uid: UUID) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).select_related("source").get(pk=uid)


def _read(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_related("source").get(pk=run.pk)
