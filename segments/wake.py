"""Wake the worker after a commit: rows are the work (law 7), this only saves the wait for the timetable.

`segments.tasks` joins; services stay free of the queue.
"""

from collections.abc import Callable

from django.db import transaction

_wakers: list[Callable[[], None]] = []


def join(waker: Callable[[], None]) -> None:
    """Let the queue be woken once the present transaction has committed."""
    _wakers[:] = [waker]


def wake_workers() -> None:
    """Wake after the commit; a queue that cannot be reached costs seconds, never the transaction."""
    for waker in _wakers:
        transaction.on_commit(waker, robust=True)
