"""Signs of life of the workers."""

from datetime import datetime

from profiles.models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """Note that this worker takes work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": now})
