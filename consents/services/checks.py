"""The ledger read whole once a night, or when somebody asks, in the background.

A check that waits is a row; whoever holds the session's lock reads the ledger and writes what was found. A worker that
dies lets go of the lock with its connection, so the row still waits and the next one begins anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from config.lib.actor import Actor, actor_columns
from consents.choices import CheckState
from consents.models import LedgerCheck
from consents.services.verification import verify_ledger

NIGHTLY = timedelta(hours=20)
NIGHT_ENDS = 5
_LOCK = 7301


def request_check(*, actor: Actor, now: datetime) -> LedgerCheck:
    """Order a check, or join the one that waits already."""
    return LedgerCheck.objects.get_or_create(
        state=CheckState.WAITING, defaults={"requested_at": now, **actor_columns(actor)}
    )[0]


def request_nightly_check(*, now: datetime) -> bool:
    """Order the check of the night, unless there was one since yesterday; return whether one was ordered."""
    is_first = not LedgerCheck.objects.exists()
    is_night = timezone.localtime(now).hour < NIGHT_ENDS
    is_recent = LedgerCheck.objects.filter(requested_at__gt=now - NIGHTLY).exists()
    if is_recent or not (is_night or is_first):
        return False
    request_check(actor=Actor.system("nightly check"), now=now)
    return True


def check_ledger(*, clock: Callable[[], datetime]) -> LedgerCheck | None:
    """Do the check that waits, if nobody else does; return it with what was found."""
    with _alone() as is_mine:
        waiting = LedgerCheck.objects.filter(state=CheckState.WAITING).first()
        if waiting is None or not is_mine:
            return None
        found = verify_ledger()
        waiting.state, waiting.finished_at = CheckState.DONE, clock()
        waiting.rows, waiting.states, waiting.seconds = found.rows, found.states, found.seconds
        waiting.bad_rows, waiting.bad_states = found.bad_rows, found.bad_states
        waiting.first_bad_row = found.first_bad_row
        waiting.save()
        return waiting


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the room's lock for the length of a block, whatever transactions are in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [_LOCK])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [_LOCK])
