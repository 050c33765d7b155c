"""Questions across the room's models."""

from datetime import datetime

from django.db.models import Max

from profiles.models import Company, Heartbeat


def latest_heartbeat() -> datetime | None:
    """Return when any worker last showed life, or nothing."""
    found: datetime | None = Heartbeat.objects.aggregate(last=Max("beaten_at"))["last"]
    return found


def find_company() -> Company | None:
    """Return the company, or nothing before it has been set."""
    return Company.objects.first()
