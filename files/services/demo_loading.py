"""The made-up company comes in: a row with a state, advanced in slices by whoever holds its lease (law 7).

Its files are written, taken in one after the other as imports like anybody's, and a few segments and a survey are made,
so that no screen is empty. Each step finds out what is done already: a worker that dies leaves its lease to run out,
and the next one goes on.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.clock import Clock, going_on
from config.lib.errors import DomainError
from files.choices import AT_WORK, DemoState, RunState
from files.demo.crm import ASKABLE
from files.demo.writing import DemoFile, demo_files, write_files
from files.mapping.mapping import ColumnMapping, ConsentSetting, Mapping
from files.models import DemoLoad, ImportRun
from files.services.columns import guess_columns, set_mapping
from files.services.demo_furnishing import furnish
from files.services.receiving import receive_file
from files.services.runs import (
    AnotherImportWritesError,
    Pace,
    advance,
    start_applying,
    start_deciding,
)
from files.services.taking_in import ImportStoppedError, get_source
from profiles.models import Company
from profiles.selectors import find_company
from profiles.services.company import CompanyDetails, describe_company

FOLDER = "demo"
LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 5
_WAIT_SECONDS = 0.3


class DemoRefusedError(DomainError):
    """There is a company already: nothing made up may be mixed with it."""


@transaction.atomic
def begin_demo(
    *, customers: int, seed: int, base_url: str, language: str, actor: Actor, now: datetime
) -> DemoLoad:
    """Describe the made-up company and order its data; a second click finds the first one's row.

    Raises DemoRefusedError where a real company has been described.
    """
    company = Company.objects.select_for_update().first()
    if company is not None and not company.is_made_up:
        raise DemoRefusedError(
            _("This installation belongs to %(company)s: a made-up company has no place in it.")
            % {"company": company.name}
        )
    describe_company(details=_company(base_url), actor=actor, is_made_up=True)
    load, _is_new = DemoLoad.objects.get_or_create(
        pk=1,
        defaults={
            "customers": customers,
            "seed": seed,
            "today": timezone.localdate(now),
            "language": language,
            "created_at": now,
            **actor_columns(actor),
        },
    )
    return load


def try_demo_again(*, actor: Actor) -> None:
    """Let a made-up company that stopped by an error go on from where it is."""
    del actor
    DemoLoad.objects.filter(state=DemoState.FAILED).update(
        state=DemoState.WORKING, error="", attempts=0, leased_until=None, finished_at=None
    )


def find_demo() -> DemoLoad | None:
    """Return how far the made-up company has come in, where there is one."""
    return DemoLoad.objects.first()


def is_demo_waiting() -> bool:
    """Say whether there is work left that nobody does."""
    return DemoLoad.objects.filter(_is_free(), state=DemoState.WORKING).exists()


def advance_demo(*, now: datetime, seconds: float = 50) -> bool:
    """Do a slice of what is left; return whether more is. Somebody else's slice is left alone."""
    load = _claim()
    if load is None:
        return False
    deadline = time.monotonic() + seconds
    clock = going_on(now)
    try:
        with translation.override(load.language or settings.LANGUAGE_CODE):
            for _step in _steps(load, clock):
                if time.monotonic() > deadline:
                    _release(load)
                    return True
                _renew(load)
    except DomainError as error:
        _end(load, DemoState.FAILED, clock(), error=str(error))
        return False
    except BaseException:
        _release(load, forgive=False)
        raise
    _end(load, DemoState.DONE, clock())
    return False


def _steps(load: DemoLoad, clock: Clock) -> Iterator[object]:
    """Yield after each step that had something to do."""
    if not load.planted:
        _write(load)
        yield load
    for file in demo_files(load.seed):
        yield from _take_in(load, file, clock)
    yield from furnish(now=clock())


def _write(load: DemoLoad) -> None:
    """Write the files; a kill leaves a folder that the next worker writes over."""
    folder = _folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    written = write_files(folder=folder, customers=load.customers, seed=load.seed, today=load.today)
    load.planted = asdict(written)
    DemoLoad.objects.update(planted=load.planted)


def _take_in(load: DemoLoad, file: DemoFile, clock: Clock) -> Iterator[ImportRun]:
    run = _run_of(load, file, clock())
    while run.state not in (RunState.DONE, RunState.UNDOING, RunState.UNDONE, RunState.DISCARDED):
        if run.state == RunState.FAILED:
            raise ImportStoppedError(run.error)
        if not _push(run, load, clock()):
            time.sleep(_WAIT_SECONDS)
        yield run
        run.refresh_from_db()


def _push(run: ImportRun, load: DemoLoad, now: datetime) -> bool:
    """Do the next thing that an import needs; return whether anything could be done."""
    actor = Actor(load.actor_kind, load.actor_id, load.actor_label)
    if run.state in AT_WORK:
        before = (run.state, run.position, run.staged_count)
        advance(run_id=run.pk, now=now, pace=Pace(seconds=10))
        run.refresh_from_db()
        return (run.state, run.position, run.staged_count) != before
    if run.state == RunState.RECEIVED:
        set_mapping(run=run, mapping=_columns(run), actor=actor, now=now)
    elif run.state == RunState.MAPPED:
        start_deciding(run=run, actor=actor, now=now)
    else:
        try:
            start_applying(run=run, actor=actor, now=now)
        except AnotherImportWritesError:
            return False
    return True


def _columns(run: ImportRun) -> Mapping:
    """Return what the columns are, as a person would settle them: whose consent is about what."""
    guessed = guess_columns(run=run)
    return replace(
        guessed,
        columns=tuple(map(_settled, guessed.columns)),
        consents=(
            ConsentSetting("newsletter", "email"),
            ConsentSetting("customer_surveys", "email"),
        ),
    )


def _settled(column: ColumnMapping) -> ColumnMapping:
    if column.column == ASKABLE:
        return ColumnMapping(
            ASKABLE, "consent", purpose="customer_surveys", channel="email", reads="yes_no"
        )
    if column.target == "consent" and column.channel == "email":
        return replace(column, purpose="newsletter")
    return column


@transaction.atomic
def _run_of(load: DemoLoad, file: DemoFile, now: datetime) -> ImportRun:
    """Return the import of a file; receive it, and keep its number with the row, where there is none."""
    number = load.runs.get(file.name)
    if number is not None:
        return ImportRun.objects.get(number=number)
    with (_folder() / file.name).open("rb") as opened:
        run = receive_file(
            file=opened,
            file_name=file.name,
            source=get_source(file.source),
            kind=file.kind,
            actor=Actor(load.actor_kind, load.actor_id, load.actor_label),
            now=now,
        )
    load.runs = {**load.runs, file.name: run.number}
    DemoLoad.objects.update(runs=load.runs)
    return run


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _company(base_url: str) -> CompanyDetails:
    """Return the made-up company; a person may already have changed it, which stays."""
    known = find_company()
    if known is not None:
        return CompanyDetails(**{name: getattr(known, name) for name in CompanyDetails.__slots__})
    return CompanyDetails(
        name="Fjell & Fjord AS",
        organisation_number="",
        address="Eksempelveien 1, 0155 Oslo",
        officer_name="Ida Vern",
        officer_email="personvern@fjellogfjord.example",
        sender_name="Fjell & Fjord",
        sender_email="hei@fjellogfjord.example",
        base_url=base_url,
        default_country="NO",
        currency="NOK",
        default_language="nb",
    )


def _is_free() -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=Now())


def _claim() -> DemoLoad | None:
    """Take the lease by the database's clock, or return nothing where somebody holds it or nothing is left."""
    claimed = DemoLoad.objects.filter(_is_free(), state=DemoState.WORKING).update(
        leased_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    load = DemoLoad.objects.get()
    if load.attempts > MOST_ATTEMPTS:
        error = _("Stopped: five workers in a row ended without getting any further.")
        _end(load, DemoState.FAILED, None, error=error)
        return None
    return load


def _renew(load: DemoLoad) -> None:
    DemoLoad.objects.filter(pk=load.pk).update(leased_until=Now() + LEASE, attempts=1)


def _release(load: DemoLoad, *, forgive: bool = True) -> None:
    """Let the next worker go on at once; a worker that stumbled counts, and the next one waits a little."""
    mine = DemoLoad.objects.filter(pk=load.pk)
    if forgive:
        mine.update(leased_until=None, attempts=0)
    else:
        mine.update(leased_until=Now() + timedelta(seconds=5))


def _end(load: DemoLoad, state: DemoState, now: datetime | None, error: str = "") -> None:
    DemoLoad.objects.filter(pk=load.pk).update(
        state=state, error=error, leased_until=None, attempts=0, finished_at=now
    )
