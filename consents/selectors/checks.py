"""When the ledger was checked, and whether that is good enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from consents.choices import CheckState
from consents.models import LedgerCheck

TOO_OLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """The last check that ended, whether another waits, and whether the officer should worry."""

    last: LedgerCheck | None
    is_waiting: bool
    is_too_old: bool

    @property
    def is_bad(self) -> bool:
        """Say whether entries were changed, or nobody has looked for two days."""
        return self.is_too_old or (self.last is not None and not self.last.holds)


def ledger_standing(now: datetime) -> LedgerStanding:
    """Return how the ledger stands: one query."""
    newest = list(checks()[:2])
    last = next((row for row in newest if row.state == CheckState.DONE), None)
    is_waiting = any(row.state == CheckState.WAITING for row in newest)
    ended = last.finished_at if last else None
    return LedgerStanding(
        last=last,
        is_waiting=is_waiting,
        is_too_old=ended is not None and ended < now - TOO_OLD,
    )


def checks() -> QuerySet[LedgerCheck]:
    """Return every check, the newest first."""
    return LedgerCheck.objects.order_by("-pk")
