"""What wakes the services of this room; the work itself is a row (law 7)."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from files.services import demo_loading, export_upkeep, exports
from files.services.runs import advance, has_ended, waiting_runs
from profiles.tasks import compare_sources, count_facts
from segments.tasks import record_daily_figures


@shared_task
def advance_run(*, run_id: str) -> None:
    """Do a slice of an import's work, and order the next one; what ended changes figures and contradictions."""
    if advance(run_id=UUID(run_id), now=timezone.now()):
        advance_run.delay_on_commit(run_id=run_id)  # type: ignore[attr-defined]
        return
    if has_ended(run_id=UUID(run_id)):
        for task in (compare_sources, count_facts, record_daily_figures):
            task.delay_on_commit()  # type: ignore[attr-defined]


@shared_task
def resume_runs() -> None:
    """Wake the imports that have work left and that nobody works on; the made-up company's too."""
    for run_id in waiting_runs():
        advance_run.delay_on_commit(run_id=str(run_id))  # type: ignore[attr-defined]
    if demo_loading.is_demo_waiting():
        advance_demo.delay()


@shared_task
def advance_demo() -> None:
    """Do a slice of the made-up company's way in, and order the next one where any is left."""
    if demo_loading.advance_demo(now=timezone.now()):
        advance_demo.delay()


@shared_task
def write_export(*, run_id: str) -> None:
    """Write an export that waits."""
    exports.write_export(run_id=UUID(run_id), now=timezone.now())


@shared_task
def resume_exports() -> None:
    """Wake the exports that wait, or whose worker has gone."""
    for run_id in exports.waiting_exports():
        write_export.delay(run_id=str(run_id))


@shared_task
def keep_exports_up() -> None:
    """Remove files that were kept long enough, and count again who may no longer be contacted."""
    export_upkeep.remove_old_files(now=timezone.now())
    if export_upkeep.count_lost_lately(now=timezone.now()) == export_upkeep.BATCH:
        keep_exports_up.delay()
