"""Facts that have just grown old: the half-life is a step, met by an hourly task."""

from datetime import datetime

from profiles.models import CustomerMetric
from profiles.registry import customers_changed
from profiles.services.recompute import recompute_customers

BATCH = 5_000


def recompute_stale(*, now: datetime) -> int:
    """Compute up to one batch of customers anew of whom a fact has grown old; return how many. Call until it is 0."""
    uids = list(
        CustomerMetric.objects.filter(next_stale_on__lte=now.date())
        .order_by("next_stale_on")
        .values_list("customer_id", flat=True)[:BATCH]
    )
    if uids:
        recompute_customers(uids=uids, now=now)
        customers_changed(uids, now)
    return len(uids)
