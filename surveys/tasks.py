"""What wakes this room's work: the rows say what is to be done, a lost or doubled call changes nothing (law 7)."""

from celery import shared_task
from django.utils import timezone

from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import resume_sendings


@shared_task
def send_waiting_mail() -> None:
    """Work off sendings that wait or were left behind, then send the mails that are due."""
    resume_sendings(clock=timezone.now)
    deliver_waiting_mails(now=timezone.now())
