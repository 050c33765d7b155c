"""The room's background work."""

from celery import shared_task
from django.utils import timezone

from integrations.services import idempotency


@shared_task
def forget_old_keys() -> None:
    """Forget the answers of calls that nobody will repeat any more."""
    idempotency.forget_old_keys(now=timezone.now())
