"""What the timetable and a commit wake: each looks for rows that wait, so a lost or doubled message changes nothing."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from config.lib.actor import Actor
from segments import wake
from segments.services import figures, reach, runs

# Windows of days slide at midnight; a little later the day's refreshes are queued.
_REFRESH_AGAIN_AFTER = timedelta(hours=24)


@shared_task(ignore_result=True)
def refresh_segment(run_uid: str) -> None:
    """Do one run, if nobody else does it."""
    runs.refresh_segment(run_uid=UUID(run_uid), now=timezone.now())


@shared_task(ignore_result=True)
def resume_runs() -> None:
    """Take up every run that waits or was left behind, one after the other, then figures that grew old."""
    now = timezone.now()
    runs.queue_due(actor=Actor.system("resume_runs"), since=now - _REFRESH_AGAIN_AFTER, now=now)
    while waiting := runs.waiting_runs(now=timezone.now()):
        done = [runs.refresh_segment(run_uid=uid, now=timezone.now()) for uid in waiting]
        if not any(done):
            break
    reach.recount_outdated(now=timezone.now())


@shared_task(ignore_result=True)
def record_daily_figures() -> None:
    """Write the figures of the day."""
    figures.record_daily_figures(now=timezone.now())


def _wake() -> None:
    resume_runs.apply_async(retry=False)


wake.join(_wake)
