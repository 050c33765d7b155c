"""The Celery application and the whole timetable.

Work is a row (law 7): a task only wakes a service that looks for rows to work on, so a lost or doubled
message changes nothing.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("kjenn")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "worker-heartbeat": {"task": "profiles.tasks.beat", "schedule": 20.0},
    "resume-imports": {"task": "files.tasks.resume_runs", "schedule": 15.0},
    "resume-exports": {"task": "files.tasks.resume_exports", "schedule": 15.0},
    "resume-segment-runs": {"task": "segments.tasks.resume_runs", "schedule": 15.0},
    "resume-mailings": {"task": "surveys.tasks.send_waiting_mail", "schedule": 15.0},
    "new-passwords": {"task": "profiles.tasks.answer_password_requests", "schedule": 15.0},
    "recompute-customers": {"task": "profiles.tasks.recompute_all", "schedule": 15.0},
    "count-facts": {"task": "profiles.tasks.count_facts", "schedule": 600.0},
    "compare-sources": {"task": "profiles.tasks.compare_sources", "schedule": 60.0},
    "facts-grown-old": {"task": "profiles.tasks.recompute_stale", "schedule": 3600.0},
    "consents-run-out": {"task": "consents.tasks.expire_consents", "schedule": 3600.0},
    "check-ledger": {"task": "consents.tasks.check_ledger", "schedule": 600.0},
    "requests-grown-old": {"task": "consents.tasks.forget_old_requests", "schedule": 3600.0},
    "exports-grown-old": {"task": "files.tasks.keep_exports_up", "schedule": 3600.0},
    "calls-grown-old": {"task": "integrations.tasks.forget_old_keys", "schedule": 3600.0},
    "daily-figures": {"task": "segments.tasks.record_daily_figures", "schedule": 600.0},
}


@worker_ready.connect
def show_life(sender: Any, **_rest: Any) -> None:
    """Let a worker that has just started say so at once, instead of with the next beat."""
    sender.app.send_task("profiles.tasks.beat")
