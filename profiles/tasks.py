"""The room's background work: each task wakes one service."""

import socket

from celery import shared_task
from django.utils import timezone

from profiles.registry import wake_mail
from profiles.services import contradictions, fact_figures, heartbeat, invitations, staleness
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
    has_worked = False
    while all_customers.recompute_slice(now=timezone.now()):
        has_worked = True
    if has_worked:
        fact_figures.count_everything(now=timezone.now())


@shared_task
def count_facts() -> None:
    """Keep the counts of facts and sources up to date."""
    fact_figures.keep_counted(now=timezone.now())


@shared_task
def answer_password_requests() -> None:
    """Write to the colleagues who asked for a new password."""
    if invitations.answer_password_requests(now=timezone.now()):
        wake_mail()


@shared_task
def compare_sources() -> None:
    """Compare what the sources say, where any has said something new."""
    contradictions.compare_sources(now=timezone.now())
