"""Every customer anew, in slices, after a setting changed that all of them depend on.

1. A change of what is wanted, of a weight, a validity or a source's rank writes a RecomputeRun in its own transaction.
2. A slice locks the oldest open run, passes over any that another worker holds, and computes the next customers by key.
3. The slice and its position are one transaction: a worker killed in between has done nothing, and whoever comes next
   goes on where the last whole slice ended.
A customer who arrives meanwhile is computed by the new settings anyway.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.lib.actor import Actor, actor_columns
from profiles.choices import RecomputeState
from profiles.models import Customer, RecomputeRun
from profiles.services.recompute import recompute_customers

SLICE = 5_000


def request_recompute(*, reason: str, actor: Actor, now: datetime) -> RecomputeRun:
    """Ask for every customer anew, in the caller's transaction; one that still waits is enough.

    The lock keeps a worker from starting that one before the caller's new settings can be read.
    """
    waiting = RecomputeRun.objects.select_for_update().filter(state=RecomputeState.WAITING).first()
    return waiting or RecomputeRun.objects.create(
        reason=reason, requested_at=now, **actor_columns(actor)
    )


@transaction.atomic
def recompute_slice(*, now: datetime, size: int = SLICE) -> bool:
    """Do the next slice of the oldest open run; return whether there was anything to do."""
    opened = RecomputeRun.objects.exclude(state=RecomputeState.DONE).order_by("pk")
    run = opened.select_for_update(skip_locked=True).first()
    if run is None:
        return False
    uids = _next(run, size)
    if uids:
        run.changed_count += recompute_customers(uids=uids, now=now)
        run.position, run.done_count = uids[-1], run.done_count + len(uids)
    run.started_at = run.started_at or now
    is_done = len(uids) < size
    run.state = RecomputeState.DONE if is_done else RecomputeState.RUNNING
    run.finished_at = now if is_done else None
    run.save()
    return True


def _next(run: RecomputeRun, size: int) -> list[UUID]:
    """Return the keys of the next customers, in order."""
    found = Customer.objects.order_by("pk")
    if run.position is not None:
        found = found.filter(pk__gt=run.position)
    return list(found.values_list("pk", flat=True)[:size])
