"""The room's background work: each task wakes one service."""

import socket

from celery import shared_task
from django.utils import timezone

from profiles.services import heartbeat, staleness
from profiles.services import recompute_all as all_customers


@shared_task
def beat() -> None:
    """Show that a worker takes work."""
    heartbeat.beat(name=socket.gethostname(), now=timezone.now())


@shared_task
def recompute_stale() -> None:
    """Meet the facts that have grown old, batch by batch."""
    if staleness.recompute_stale(now=timezone.now()) == staleness.BATCH:
        recompute_stale.delay()


@shared_task
def recompute_all() -> None:
    """Do slices of the waiting recomputations until none is left; the timetable takes up what was dropped."""
    while all_customers.recompute_slice(now=timezone.now()):
        pass
