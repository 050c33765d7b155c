"""Wake a worker after the commit: rows are the work (law 7), this only saves the wait for the timetable."""

from functools import partial

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)


def wake(task: Task, **arguments: str) -> None:
    """Wake a worker once the present transaction has committed; without a queue the timetable finds the row later."""
    transaction.on_commit(partial(_wake, task, arguments))


def _wake(task: Task, arguments: dict[str, str]) -> None:
    try:
        task.delay(**arguments)
    except OperationalError:
        logger.warning("queue_unreachable", task=task.name)
