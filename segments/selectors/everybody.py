"""Everybody who may be contacted now for a purpose through a channel, in the order of names, page after page.

The staircase of law 5 is asked and nothing else. Asked about a million at once it takes seconds, so a page asks about
the next few hundred names until it is full or enough names were looked at. Where the stored number says that they are
few, those few are found first, and ordered then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from config.lib.keyset import PAGE_SIZE, KeysetPage
from config.lib.patience import within
from consents.selectors import reached_points
from profiles.models import Customer
from profiles.models.customer import name_order
from segments.models import DailyFigure

FEW = 1_000
FEW_MS = 400
STEP, STEPS = 250, 4


@dataclass(frozen=True, slots=True)
class Contact:
    """For what, how, and when."""

    purpose: str
    channel: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReachablePage:
    """A page of them, and the query string of the next; `looked_until` is set where the page ends before it is full."""

    customers: list[Customer]
    next_query: str = ""
    looked_until: Customer | None = None


def stored_number(contact: Contact) -> DailyFigure | None:
    """Return how many there were when they were last counted."""
    scope = f"{contact.purpose}/{contact.channel}"
    return DailyFigure.objects.filter(name="reach", scope=scope).order_by("-day").first()


def reachable_page(contact: Contact, parameters: Mapping[str, str]) -> ReachablePage:
    """Return the page that the address asks for."""
    stored = stored_number(contact)
    if stored is None or stored.value <= FEW:
        everybody = Customer.objects.all()
        few = within(FEW_MS, lambda: _reached(everybody, contact))
        if few is not None:
            return _of_few(few, parameters)
    return _walked(contact, dict(parameters))


def _of_few(uids: set[UUID], parameters: Mapping[str, str]) -> ReachablePage:
    page = KeysetPage(
        Customer.objects.filter(pk__in=uids).with_name_order(), name_order(), dict(parameters)
    )
    return ReachablePage(page.items, page.next_query if page.has_next else "")


def _walked(contact: Contact, parameters: dict[str, str]) -> ReachablePage:
    """Look at the names one after another, no further than is quick."""
    found: list[Customer] = []
    everybody = Customer.objects.active().with_name_order()
    for _step in range(STEPS):
        names = KeysetPage(everybody, name_order(), parameters, size=STEP)
        reached = _reached(Customer.objects.filter(pk__in=[row.pk for row in names.items]), contact)
        found += [row for row in names.items if row.pk in reached]
        if len(found) > PAGE_SIZE:
            return ReachablePage(found[:PAGE_SIZE], names.query_after(found[PAGE_SIZE - 1]))
        if not names.has_next:
            return ReachablePage(found)
        parameters = dict(parse_qsl(names.next_query))
    return ReachablePage(found, names.next_query, names.items[-1])


def _reached(customers: QuerySet[Customer], contact: Contact) -> set[UUID]:
    """Return which of them may be contacted."""
    reached = reached_points(
        customers, purpose=contact.purpose, channel=contact.channel, now=contact.now
    )
    sql, params = reached.rows.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {reached.clause} {sql}", [*reached.params, *params])
        return {uid for (uid,) in cursor.fetchall()}
