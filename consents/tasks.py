"""The room's background work."""

from celery import shared_task
from django.utils import timezone

from consents.services import expiry


@shared_task
def expire_consents() -> None:
    """Write down the consents that have run out, batch by batch."""
    if expiry.expire_consents(now=timezone.now()) == expiry.BATCH:
        expire_consents.delay()
