"""An export is written: the last step of law 5 and nothing else, with what was disclosed in the same transaction.

1. `_begin` commits that somebody tries; the run's own row lock, held while writing, shows that somebody still does.
2. Law 5 is asked of a million members at once. They leave in chunks: one statement per chunk hears who
   may be contacted no more (consents.services.reached), notes the others in `disclosed_now` and emits exactly those, so
   that a no that was given while the file is written counts (abuse 2).
3. Disclosure, read log, figures and the end of the run are committed together. Killed before that, it starts over.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Expression, F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.services.budget import check_budget
from consents.services.disclosures import make_disclosed_table, record_disclosure
from consents.services.reached import find_reached
from files.choices import ExportFormat, ExportKind, ExportState
from files.models import ExportedMember, ExportRun
from files.services.export_columns import Column, columns_of, guarded
from files.services.export_orders import check_allowed
from files.services.export_writers import WRITERS, AudienceWriter
from files.services.list_files import fill_list
from files.services.lists import CUSTOMERS
from files.services.record_orders import check_records_allowed
from files.services.usable import usable
from profiles.models import Customer
from profiles.selectors import find_company
from profiles.services.reading import log_read

FOLDER = "exports"
CHUNK_MEMBERS = 50_000
# Of so many law 5 is asked at once: the more, the less often every table is read from beginning to end.
STRETCH_MEMBERS = 1_000_000
MOST_ATTEMPTS = 5
_ROWS = """
WITH {reached},
kept ({columns}, customer_id, point_id, basis) AS MATERIALIZED ({rows}),
noted AS (INSERT INTO disclosed_now (customer_uid, basis) SELECT customer_id, basis FROM kept)
SELECT {columns} FROM kept ORDER BY point_id
"""
_MEMBERS_TABLE = (
    "CREATE TEMPORARY TABLE exported_member (customer_id uuid PRIMARY KEY) ON COMMIT DROP"
)
_NEXT_MEMBERS = """
INSERT INTO exported_member (customer_id) SELECT customer_id FROM segments_membership
WHERE segment_id = %s AND customer_id > %s ORDER BY customer_id LIMIT %s
"""
_NEXT_CUSTOMERS = """
INSERT INTO exported_member (customer_id) SELECT uid FROM profiles_customer
WHERE uid > %s ORDER BY uid LIMIT %s
"""
_RECORDS = """
WITH noted AS (INSERT INTO disclosed_now (customer_uid, basis) SELECT customer_id, '' FROM exported_member)
{rows}
"""
_KEEP = """
DELETE FROM exported_member m WHERE NOT EXISTS (SELECT 1 FROM ({kept}) AS k (uid) WHERE k.uid = m.customer_id)
"""
_OPEN = (ExportState.QUEUED, ExportState.RUNNING)

Progress = Callable[[int], None]


def write_export(
    *, run_id: UUID, now: datetime, progress: Progress | None = None, chunk: int = CHUNK_MEMBERS
) -> bool:
    """Write a waiting export, and return whether it was written; somebody else's, or a finished one, is left alone.

    What the run may not or cannot do ends it with a sentence; an unforeseen error is raised and tried again later.
    """
    if not _begin(run_id, now):
        return False
    try:
        return _write(run_id, now, progress, chunk)
    except DomainError as error:
        _fail(run_id, str(error), now)
    except OSError as error:
        _fail(run_id, _("The file could not be written: %(why)s.") % {"why": error.strerror}, now)
    return False


def waiting_exports() -> list[UUID]:
    """Return the exports that are not written yet."""
    return list(
        ExportRun.objects.filter(state__in=_OPEN).order_by("number").values_list("pk", flat=True)
    )


@transaction.atomic
def _begin(run_id: UUID, now: datetime) -> bool:
    """Commit that somebody tries, unless somebody does already."""
    run = (
        ExportRun.objects.select_for_update(skip_locked=True)
        .filter(pk=run_id, state__in=_OPEN)
        .first()
    )
    if run is None:
        return False
    if run.attempts >= MOST_ATTEMPTS:
        _fail(run_id, _("Stopped: five attempts in a row did not come to an end."), now)
        return False
    ExportRun.objects.filter(pk=run_id).update(
        state=ExportState.RUNNING, attempts=F("attempts") + 1
    )
    return True


@transaction.atomic
def _write(run_id: UUID, now: datetime, progress: Progress | None, chunk: int) -> bool:
    """Write the file and, in the same transaction, all that is said about it."""
    claimed = ExportRun.objects.select_for_update(skip_locked=True, of=("self",))
    run = claimed.select_related("segment").filter(pk=run_id, state=ExportState.RUNNING).first()
    if run is None:
        return False
    with translation.override(_language()), _workshop(run_id) as folder:
        path = folder / f"audience.{run.file_format}"
        rows = _written(run, path, now, progress, chunk)
        _account_for(run, rows, now)
        _keep(run, path)
    ExportRun.objects.filter(pk=run_id).update(
        state=ExportState.DONE,
        row_count=rows,
        disclosure=run.disclosure,
        stored_as=run.stored_as,
        size=run.size,
        lost_count=0,
        counted_at=now,
        finished_at=now,
        error="",
    )
    return True


def _written(
    run: ExportRun, path: Path, now: datetime, progress: Progress | None, chunk: int
) -> int:
    """Write the rows within the day's limit; return how many there are."""
    make_disclosed_table()
    if run.kind == ExportKind.LIST:
        return fill_list(run, path, actor=actor_of(run), now=now, chunk=chunk)
    _check(run)
    rows = _fill(run, path, now, progress, chunk)
    check_budget(actor=actor_of(run), rows=rows, now=now)
    return rows


def _check(run: ExportRun) -> None:
    """Ask law 4 once more, now that the file is written."""
    if run.kind == ExportKind.RECORDS:
        check_records_allowed(
            segment=run.segment,
            purpose=run.purpose,
            slugs=run.slugs,
            narrowed_by=run.narrowed_by,
        )
        return
    check_allowed(segment=run.segment, purpose=run.purpose, channel=run.channel, slugs=run.slugs)


def _fill(run: ExportRun, path: Path, now: datetime, progress: Progress | None, chunk: int) -> int:
    """Write the rows, chunk by chunk; return how many there are."""
    columns = columns_of(run)
    writer = WRITERS[run.file_format](path, columns)
    emit = _emit_records if run.kind == ExportKind.RECORDS else _emit_audience
    rows = 0
    try:
        for written in emit(run, columns, writer, now, chunk):
            rows += written
            if progress:
                progress(rows)
    finally:
        writer.close()
    return rows


def _spans(run: ExportRun, now: datetime, chunk: int) -> Iterator[QuerySet[Customer]]:
    """Yield the segment's members chunk by chunk, in the order of their keys.

    Each chunk stands in a table whose size the planner knows: right after many have come in it believes that a segment
    is empty, and compares each member with everybody (seen at 78,000 members: ten minutes instead of two seconds). The
    chunk's edges are named too, or a plan that walks the customers in order would begin at the first for every chunk.
    """
    chosen = Customer.objects.filter(pk__in=RawSQL("SELECT customer_id FROM exported_member", ()))
    low = UUID(int=0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.exported_member")
        cursor.execute(_MEMBERS_TABLE)
    while True:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM exported_member")
            cursor.execute(*_next(run, low, now, chunk))
            if not cursor.rowcount:
                return
            cursor.execute("ANALYZE exported_member")
            cursor.execute("SELECT customer_id FROM exported_member ORDER BY 1 DESC LIMIT 1")
            high = cursor.fetchone()[0]
        yield chosen.filter(pk__gt=low, pk__lte=high)
        low = high


def _next(run: ExportRun, low: UUID, now: datetime, chunk: int) -> tuple[str, Sequence[Any]]:
    """Return the statement that puts the customers after a key into the chunk's table."""
    if run.segment_id is not None:
        return _NEXT_MEMBERS, [run.segment_id, low, chunk]
    if not run.narrowed_by:
        return _NEXT_CUSTOMERS, [low, chunk]
    shown = CUSTOMERS.shown(run.narrowed_by, now).filter(pk__gt=low).order_by("pk")
    sql, params = shown.values_list("pk")[:chunk].query.sql_with_params()
    return f"INSERT INTO exported_member (customer_id) {sql}", params


def _emit_audience(
    run: ExportRun, columns: list[Column], writer: AudienceWriter, now: datetime, chunk: int
) -> Iterator[int]:
    """Write those of the members who may be contacted at this very moment, and note them."""
    cells = _cells(run, columns)
    for members in _spans(run, now, STRETCH_MEMBERS):
        found = find_reached(members, purpose=run.purpose, channel=run.channel, now=now)
        for reached in found.chunks(chunk):
            rows = reached.rows.annotate(**cells).values_list(*cells, "customer", "point", "basis")
            sql, params = rows.query.sql_with_params()
            statement = _ROWS.format(reached=reached.clause, rows=sql, columns=", ".join(cells))
            yield writer.write(statement, [*reached.params, *params])


def _emit_records(
    run: ExportRun, columns: list[Column], writer: AudienceWriter, now: datetime, chunk: int
) -> Iterator[int]:
    """Write what is known of the customers, their opt-outs beside it, and note them."""
    cells = _cells(run, columns)
    rows = ExportedMember.objects.order_by("customer_id").annotate(**cells).values_list(*cells)
    sql, params = rows.query.sql_with_params()
    for members in _spans(run, now, chunk):
        _keep_usable(run, members, now)
        yield writer.write(_RECORDS.format(rows=sql), params)


def _keep_usable(run: ExportRun, members: QuerySet[Customer], now: datetime) -> None:
    """Take out of the chunk whose data may not leave for the purpose."""
    kept = usable(members, run.purpose, now)
    sql, params = kept.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(kept=sql), params)


def _cells(run: ExportRun, columns: list[Column]) -> dict[str, Expression]:
    is_text = run.file_format == ExportFormat.CSV
    return {
        f"cell_{place}": guarded(column, for_text_file=is_text)
        for place, column in enumerate(columns)
    }


def _account_for(run: ExportRun, rows: int, now: datetime) -> None:
    """Write down what left: to whom, for what, whom it was about, and who ordered it."""
    actor = actor_of(run)
    run.disclosure = record_disclosure(
        recipient=run.recipient,
        purpose=run.purpose,
        channel=run.channel,
        reference=run.reference,
        slugs=run.slugs,
        actor=actor,
        now=now,
    )
    log_read(
        actor=actor,
        view="export_list" if run.kind == ExportKind.LIST else "export",
        subjects=[],
        purpose=run.purpose,
        reference=run.reference,
        count=rows,
        now=now,
    )


def _keep(run: ExportRun, path: Path) -> None:
    """Put the file into the storage, in place of what an attempt that was killed may have left there."""
    name = f"{FOLDER}/{run.pk}.{run.file_format}"
    default_storage.delete(name)
    with path.open("rb") as file:
        run.stored_as = default_storage.save(name, File(file))
    run.size = path.stat().st_size


def actor_of(run: ExportRun) -> Actor:
    """Return who ordered an export."""
    return Actor(run.actor_kind, run.actor_id, run.actor_label)


@contextmanager
def _workshop(run_id: UUID) -> Iterator[Path]:
    """Open the folder in which a file is made, for whoever holds the run; what a killed worker left there goes."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / f"{run_id}.unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _language() -> str:
    company = find_company()
    return company.default_language if company else settings.LANGUAGE_CODE


def _fail(run_id: UUID, why: str, now: datetime) -> None:
    ExportRun.objects.filter(pk=run_id).update(state=ExportState.FAILED, error=why, finished_at=now)
