"""The room's background work."""

from celery import shared_task
from django.utils import timezone

from consents.services import checks, expiry, requests


@shared_task
def expire_consents() -> None:
    """Write down the consents that have run out, batch by batch."""
    if expiry.expire_consents(now=timezone.now()) == expiry.BATCH:
        expire_consents.delay()


@shared_task
def check_ledger() -> None:
    """Order the check of the night where it is due, and do whatever check waits."""
    checks.request_nightly_check(now=timezone.now())
    checks.check_ledger(clock=timezone.now)


@shared_task
def forget_old_requests() -> None:
    """Delete the requests of persons whose three years are over."""
    requests.forget_old_requests(now=timezone.now())
