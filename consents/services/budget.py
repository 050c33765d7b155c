"""How many customers one colleague or key may take out of the house within a day."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from consents.selectors import disclosed_since

_LOCK = 0x6B6A0003  # with the actor's id: what one takes out is counted at one place at a time
_DAY = timedelta(days=1)
_LIMITED = ("steward", "key")


class ExportLimitError(DomainError):
    """More customers than one colleague or key may take out in a day."""


def check_budget(*, actor: Actor, rows: int, now: datetime) -> None:
    """Raise ExportLimitError where these rows go beyond the day's limit; a lock holds until the transaction ends."""
    limit = settings.KJENN_EXPORT_ROWS_A_DAY
    if actor.kind not in _LIMITED or not limit:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, actor.id])
    taken = disclosed_since(actor, now - _DAY)
    if taken + rows > limit:
        raise ExportLimitError(
            _sentence(actor)
            % {"rows": grouped(rows), "taken": grouped(taken), "limit": grouped(limit)}
        )


def _sentence(actor: Actor) -> str:
    if actor.kind == "key":
        return _(
            "%(rows)s customers and %(taken)s within the last day are more than the %(limit)s that one "
            "key may read in a day."
        )
    return _(
        "%(rows)s customers and %(taken)s within the last day are more than the %(limit)s that one "
        "colleague may export in a day."
    )
