"""How often something heavy is counted: it rests twenty times as long as it took, and where nothing is new, for good.

So it never takes more than a twentieth of a machine, whether there are a thousand customers or a million.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from profiles.models import Counting

REST = 20


def is_due(name: str, *, now: datetime, at_least: timedelta = timedelta()) -> bool:
    """Say whether the last counting has rested long enough."""
    last = Counting.objects.filter(pk=name).first()
    if last is None:
        return True
    return now >= last.counted_at + max(at_least, timedelta(seconds=REST * last.seconds))


def still_true(name: str, *, newest: Sequence[Any], now: datetime) -> bool:
    """Say whether nothing is newer than at the last counting; then its time moves on, because it holds as of now."""
    return bool(Counting.objects.filter(pk=name, newest=list(newest)).update(counted_at=now))


@contextmanager
def timed(name: str, *, now: datetime, newest: Sequence[Any] = ()) -> Iterator[None]:
    """Note when the block was done and how long it took."""
    started = monotonic()
    yield
    Counting.objects.update_or_create(
        name=name,
        defaults={"counted_at": now, "seconds": monotonic() - started, "newest": list(newest)},
    )
