"""What wakes this room's work: the rows say what is to be done, a lost or doubled call changes nothing (law 7)."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import resume_sendings

# No task runs for long: what is left is there for the next call.
SLICE = timedelta(seconds=25)


@shared_task
def send_waiting_mail() -> None:
    """Work off sendings that wait or were left behind, then send the mails that are due."""
    resume_sendings(clock=timezone.now, until=timezone.now() + SLICE)
    until = timezone.now() + SLICE
    while timezone.now() < until and deliver_waiting_mails(now=timezone.now(), most=20):
        pass
