"""The ledger proves itself: every row's text and hash, and the projection against an independent reading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

from django.db import connection, transaction

from consents.choices import NO, STRICTNESS, YES, State

CHUNK = 20_000

# The database says the row's text anew from its columns; this program hashes it and compares all three.
ROWS = """
SELECT seq, canon, hash, consents_canon(d.*) AS text, subject, purpose, channel, commitment, state, occurred_at,
       encode(sha256(convert_to(canon, 'UTF8')), 'hex') AS digest
FROM consents_decision d ORDER BY subject, purpose, channel, commitment, seq
"""
STATES = """
SELECT subject, purpose, channel, commitment, state, seq FROM consents_decisionstate
ORDER BY subject, purpose, channel, commitment
"""


class Key(NamedTuple):
    """What a state belongs to; ordered as PostgreSQL orders it."""

    subject: str
    purpose: str
    channel: str
    commitment: str


@dataclass(slots=True)
class Verification:
    """The outcome: how much was read, how fast, and what does not hold."""

    rows: int = 0
    seconds: float = 0.0
    first_bad_row: int | None = None
    bad_rows: int = 0
    states: int = 0
    first_bad_state: str = ""
    bad_states: int = 0

    @property
    def holds(self) -> bool:
        """Say whether everything is as it was written."""
        return not self.bad_rows and not self.bad_states

    @property
    def rows_per_second(self) -> int:
        """Return the rate."""
        return round(self.rows / self.seconds) if self.seconds else 0


def verify_ledger(*, report: Callable[[int], None] | None = None) -> Verification:
    """Read the whole ledger in one snapshot and constant memory; `report` hears the number of rows read so far."""
    found, started = Verification(), monotonic()
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _compare(
            found, _folded(_stream("ledger_rows", ROWS), found, report), _stream("states", STATES)
        )
    found.seconds = monotonic() - started
    return found


def _stream(name: str, statement: str) -> Iterator[tuple[Any, ...]]:
    """Read through a server-side cursor, in chunks."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}")
        while True:
            cursor.execute(f"FETCH {CHUNK} FROM {name}")
            rows = cursor.fetchall()
            if not rows:
                cursor.execute(f"CLOSE {name}")
                return
            yield from rows


def _folded(
    rows: Iterator[tuple[Any, ...]], found: Verification, report: Callable[[int], None] | None
) -> Iterator[tuple[Key, str, int]]:
    """Check each row and yield, per key, the state and sequence number that must stand in the projection."""
    key: Key | None = None
    state, at, seq = "", None, 0
    for row in rows:
        _check(row, found)
        if report and found.rows % CHUNK == 0:
            report(found.rows)
        this = Key(*(str(part) for part in row[4:8]))
        if this != key:
            if key is not None:
                yield key, state, seq
            key, state, at, seq = this, row[8], row[9], row[0]
        elif _supersedes(row[8], row[9], state, at):
            state, at, seq = row[8], row[9], row[0]
    if key is not None:
        yield key, state, seq


def _check(row: tuple[Any, ...], found: Verification) -> None:
    """Count a row, and note it where text, columns and hash differ."""
    seq, canon, digest, text, *_rest, recomputed = row
    found.rows += 1
    if canon != text or digest != recomputed:
        found.bad_rows += 1
        found.first_bad_row = min(seq, found.first_bad_row or seq)


def _supersedes(new: str, new_at: datetime, old: str, old_at: datetime | None) -> bool:
    """Judge as the database's trigger does, written a second time so that one checks the other."""
    if old_at is None:
        return True
    if new in NO:
        return new_at >= old_at or old not in {*NO, *YES}
    if STRICTNESS[State(new)] <= STRICTNESS[State(old)]:
        return new_at >= old_at
    if new in YES:
        return new_at > old_at
    return new_at >= old_at and old not in NO


def _compare(
    found: Verification,
    expected: Iterator[tuple[Key, str, int]],
    states: Iterator[tuple[Any, ...]],
) -> None:
    """Walk ledger and projection side by side; both come in key order."""
    standing = ((Key(*(str(part) for part in row[:4])), row[4], row[5]) for row in states)
    wanted, there = next(expected, None), next(standing, None)
    while wanted is not None or there is not None:
        if wanted == there:
            found.states += 1
            wanted, there = next(expected, None), next(standing, None)
            continue
        found.bad_states += 1
        first = min(entry[0] for entry in (wanted, there) if entry is not None)
        found.first_bad_state = found.first_bad_state or " ".join(first)
        if wanted is not None and wanted[0] == first:
            wanted = next(expected, None)
        if there is not None and there[0] == first:
            there = next(standing, None)
