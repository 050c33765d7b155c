"""Whether the house lives, and whether it can take work."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from profiles.selectors import latest_heartbeat

WORKER_SILENCE = timedelta(seconds=90)


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; nothing else is asked."""
    del request
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, broker and worker are ready, else 503 with what is not."""
    del request
    checks: dict[str, Any] = {"database": _database(), "broker": _broker()}
    if checks["database"] == "ok":
        checks["migrations"] = _migrations()
        checks["worker"] = _worker()
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "not reachable"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} waiting" if waiting else "ok"


def _broker() -> str:
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OSError, OperationalError):
        return "not reachable"
    return "ok"


def _worker() -> str:
    beaten_at = latest_heartbeat()
    if beaten_at is None:
        return "no sign of life yet"
    silence = timezone.now() - beaten_at
    return "ok" if silence < WORKER_SILENCE else f"silent for {int(silence.total_seconds())} s"
