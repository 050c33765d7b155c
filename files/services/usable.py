"""Whose data may leave for a purpose at all."""

from datetime import datetime

from django.db.models import QuerySet

from consents.selectors import find_purpose, use_gate
from profiles.models import Customer


def usable(customers: QuerySet[Customer], purpose: str, now: datetime) -> QuerySet[Customer]:
    """Leave out who is restricted, since they are used for nothing, and who said no to this use."""
    kept = customers.filter(restricted_at=None)
    found = find_purpose(purpose)
    gate = use_gate(found) if found else None
    return kept.filter(gate.passes(now)) if gate else kept
