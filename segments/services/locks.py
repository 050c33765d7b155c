"""Advisory locks of the room, each for one transaction."""

from django.db import connection

# Two keys: what is locked, and which one of it.
_CYCLES = 7101
_REFRESH = 7102
_STAIRS = 7103


def lock_conditions() -> None:
    """Let one transaction at a time change what builds on what, so that no two saves close a cycle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_CYCLES])


def try_lock_refresh(segment_id: int) -> bool:
    """Return whether this transaction alone may now change a segment's members by a refresh."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_REFRESH, segment_id])
        return bool(cursor.fetchone()[0])


def lock_stairs(segment_id: int) -> None:
    """Let one transaction at a time keep who is on a segment's stairs: a refresh and a recount meet; 0 is everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_STAIRS, segment_id])
