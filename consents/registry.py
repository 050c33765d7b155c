"""What upper rooms add to "who may be contacted now": they join in their `apps.py`."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

# (channel, now) → a condition on customers that holds for those who were contacted enough already.
ContactLimit = Callable[[str, datetime], Q]
_limits: list[ContactLimit] = []


def add_contact_limit(limit: ContactLimit) -> None:
    """Let a room that contacts people say who has heard enough for now (law 5, "not fatigued")."""
    _limits.append(limit)


def contacted_enough(channel: str, now: datetime) -> Q:
    """Return the condition that holds for those who should rest; it holds for nobody while no room contacts people."""
    condition = Q(pk__in=[])
    for limit in _limits:
        condition |= limit(channel, now)
    return condition
