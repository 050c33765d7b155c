"""What happens to an export after it is written: the file goes, the account of it stays and grows truer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.selectors import disclosed_customers, reach_steps
from files.choices import ExportKind, ExportState
from files.models import ExportRun
from profiles.services.reading import log_read

# For how long after an export "who may no longer be contacted" is counted, and how often.
FOLLOWED = timedelta(days=90)
OLD = timedelta(hours=6)
BATCH = 20


class FileGoneError(DomainError):
    """The file of an export is no longer kept."""


def remove_old_files(*, now: datetime) -> int:
    """Remove the files that have been kept long enough; return how many."""
    kept_since = now - timedelta(days=settings.KJENN_EXPORT_DAYS)
    runs = list(
        ExportRun.objects.filter(finished_at__lt=kept_since, removed_at__isnull=True).exclude(
            stored_as=""
        )
    )
    for run in runs:
        remove_file(run=run, now=now)
    return len(runs)


def kept_until(run: ExportRun) -> datetime | None:
    """Return when the file of an export will be removed."""
    if run.finished_at is None:
        return None
    return run.finished_at + timedelta(days=settings.KJENN_EXPORT_DAYS)


def file_name_of(run: ExportRun) -> str:
    """Return the name under which the file of an export is handed over."""
    whom = run.segment.slug if run.segment else run.list_code or "customers"
    parts = (slugify(whom), run.purpose, run.channel, str(run.number))
    return f"{'-'.join(part for part in parts if part)}.{run.file_format}"


def remove_file(*, run: ExportRun, now: datetime) -> None:
    """Remove the file of an export; the row stays."""
    default_storage.delete(run.stored_as)
    ExportRun.objects.filter(pk=run.pk).update(removed_at=now)
    run.removed_at = now


def count_lost(*, run: ExportRun, now: datetime) -> int:
    """Count and keep how many customers of an export may no longer be contacted for its purpose and channel."""
    if run.disclosure is None or run.row_count is None:
        return 0
    told = disclosed_customers(run.disclosure)
    steps = reach_steps(told, purpose=run.purpose, channel=run.channel, now=now)
    lost = run.row_count - steps[-1].customers.count()
    ExportRun.objects.filter(pk=run.pk).update(lost_count=lost, counted_at=now)
    run.lost_count, run.counted_at = lost, now
    return lost


def count_lost_lately(*, now: datetime) -> int:
    """Count again for the exports whose figures are old, a few at a time; return how many were counted."""
    stale = ExportRun.objects.filter(
        Q(counted_at__isnull=True) | Q(counted_at__lt=now - OLD),
        kind=ExportKind.AUDIENCE,
        state=ExportState.DONE,
        finished_at__gt=now - FOLLOWED,
    ).order_by("counted_at")[:BATCH]
    for run in stale:
        count_lost(run=run, now=now)
    return len(stale)


def log_download(*, run: ExportRun, actor: Actor, now: datetime) -> None:
    """Write down that a colleague takes the file; raise FileGoneError where it is no longer kept."""
    if run.state != ExportState.DONE or run.removed_at or not default_storage.exists(run.stored_as):
        raise FileGoneError(
            _("The file of this export is no longer kept. Order the export again for a fresh one.")
        )
    log_read(
        actor=actor,
        view="export_download",
        subjects=[],
        purpose=run.purpose,
        reference=run.reference,
        count=run.row_count,
        now=now,
    )
