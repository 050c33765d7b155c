"""What is still being computed anew."""

from profiles.choices import RecomputeState
from profiles.models import RecomputeRun


def open_recomputation() -> RecomputeRun | None:
    """Return the pass over all customers that waits or runs, or nothing."""
    return RecomputeRun.objects.exclude(state=RecomputeState.DONE).order_by("pk").first()
