"""The time as it goes on during long work: whoever begins it says what the time is, and it passes from there.

A row says when it changed, and programs follow what changes by that. One time for minutes of work would let rows appear
behind what a program has read already.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

Clock = Callable[[], datetime]


def going_on(now: datetime) -> Clock:
    """Return a clock that stands at `now` and goes on."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
