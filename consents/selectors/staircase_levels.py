"""How far up one staircase each of some customers comes; `staircases` counts many of them at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from consents.selectors.lawful import Bases, Use
from consents.selectors.staircase_parts import (
    NO_POINT,
    NO_STOP,
    NO_YES,
    PERSONS,
    Marked,
    Part,
    filled,
    laid_after,
    points_of,
    refused_by,
    stopped_from,
    yeses_of,
)
from profiles.models import Customer

_LEVELS = (
    PERSONS
    + """
SELECT customer_id, (present > 0)::int + (covered > 0)::int + (free > 0)::int + (rested > 0)::int FROM climbed
"""
)


def levels_of(
    uids: Sequence[UUID], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, int]:
    """Return how far up one staircase each of a few customers comes: the place of their last step, from 0."""
    if not uids:
        return {}
    use = Marked(1, Use(purpose, channel, now, Bases.read()))
    yeses = yeses_of(use).filter(subject__customer__in=uids)
    with connection.cursor() as cursor:
        cursor.execute(*_levels(Customer.objects.filter(pk__in=uids), use, yeses))
        return dict.fromkeys(uids, 0) | dict(cursor.fetchall())


def between_levels(
    customers: QuerySet[Customer],
    *,
    purpose: str,
    channel: str,
    lowest: int,
    highest: int,
    now: datetime,
) -> QuerySet[Customer]:
    """Keep those whose last step on one staircase is one of these places; asked in one pass of all the customers."""
    use = Marked(1, Use(purpose, channel, now, Bases.read()))
    sql, params = _levels(customers, use, yeses_of(use))
    climbed = f"SELECT customer_id FROM ({sql}) AS climbed (customer_id, level) WHERE level"  # noqa: S608 Django's
    if lowest:
        within = RawSQL(f"{climbed} BETWEEN %s AND %s", [*params, lowest, highest])  # noqa: S611 ours
        return customers.filter(pk__in=within)
    return customers.exclude(pk__in=RawSQL(f"{climbed} > %s", [*params, highest]))  # noqa: S611 ours


def _levels(customers: QuerySet[Customer], use: Marked, yeses: QuerySet[Any, Any]) -> Part:
    parts = {
        "points": laid_after([points_of(customers, [use])], ""),
        "yeses": laid_after([yeses], NO_YES),
        "noes": laid_after([refused_by(customers, use)], NO_POINT),
        "stopped": laid_after(list(stopped_from(customers, [use], use.use.now)), NO_STOP),
    }
    return filled(_LEVELS, parts)
