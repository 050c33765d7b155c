"""Everybody who may be contacted now for a purpose through a channel, in the order of names, page after page.

The staircase of law 5 is asked and nothing else. Asked about a million at once it takes seconds. So where they are few
of all, a page asks about the next of those who were counted last; where they are many, about the next names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import parse_qsl

from django.db import connection
from django.db.models import F, QuerySet

from config.lib.keyset import PAGE_SIZE, KeysetPage
from consents.choices import Basis
from consents.selectors import reached_points
from profiles.models import Customer
from profiles.models.customer import name_order
from segments.models import DailyFigure, ReachableList

# Up to one in so many are few. Asking about 250 names takes 35 ms, so that never more than 600 are asked about.
MANY = 10
FEWEST, MOST, STEPS = 60, 300, 2


@dataclass(frozen=True, slots=True)
class Contact:
    """For what, how, and when."""

    purpose: str
    channel: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReachableRow:
    """One of them, on which basis and where."""

    customer: Customer
    basis: str
    contact: str


@dataclass(frozen=True, slots=True)
class ReachablePage:
    """A page of them, and the query string of the next; `looked_until` is set where the page ends before it is full."""

    rows: list[ReachableRow]
    next_query: str = ""
    looked_until: Customer | None = None
    is_as_counted: bool = False


def stored_number(contact: Contact) -> DailyFigure | None:
    """Return how many there were when they were last counted."""
    return _figure("reach", f"{contact.purpose}/{contact.channel}")


def reachable_page(contact: Contact, parameters: Mapping[str, str]) -> ReachablePage:
    """Return the page that the address asks for."""
    kept = ReachableList.objects.filter(purpose=contact.purpose, channel=contact.channel)
    if kept.exists():
        start = parameters.get("from", "")
        return _of_kept(kept, contact, int(start) if start.isdecimal() else 0)
    return _walked(contact, dict(parameters))


def _of_kept(kept: QuerySet[ReachableList], contact: Contact, start: int) -> ReachablePage:
    """Return those of the next who were counted and may still be contacted."""
    start = min(start, 10_000_000)
    stop = start + PAGE_SIZE
    named = kept.values_list(f"customers__{start}_{stop + 1}", flat=True)
    uids: list[Any] = named.first() or []
    shown = Customer.objects.filter(pk__in=uids[:PAGE_SIZE]).order_by("sort_key", "uid")
    rows = _reached(list(shown), contact)
    return ReachablePage(rows, f"from={stop}" if len(uids) > PAGE_SIZE else "", is_as_counted=True)


def _walked(contact: Contact, parameters: dict[str, str]) -> ReachablePage:
    """Look at the names one after another, no further than is quick."""
    found: list[ReachableRow] = []
    everybody = Customer.objects.active().with_name_order()
    size = _likely(contact)
    for _step in range(STEPS):
        names = KeysetPage(everybody, name_order(), parameters, size=size)
        found += _reached(names.items, contact)
        if len(found) > PAGE_SIZE:
            last = found[PAGE_SIZE - 1].customer
            return ReachablePage(found[:PAGE_SIZE], names.query_after(last))
        if not names.has_next:
            return ReachablePage(found)
        parameters = dict(parse_qsl(names.next_query))
    return ReachablePage(found, names.next_query, names.items[-1])


def _likely(contact: Contact) -> int:
    """Return among how many names a page of them is likely to be."""
    reached, total = stored_number(contact), _figure("customers", "")
    if reached is None or total is None or not reached.value:
        return MOST
    return max(FEWEST, min(MOST, ceil(1.2 * PAGE_SIZE * total.value / reached.value)))


def _reached(customers: list[Customer], contact: Contact) -> list[ReachableRow]:
    """Return those who may be contacted, in the order in which they came."""
    reached = reached_points(
        Customer.objects.filter(pk__in=[customer.pk for customer in customers]),
        purpose=contact.purpose,
        channel=contact.channel,
        now=contact.now,
    )
    told: Any = reached.rows.annotate(said=F("point__raw"))
    sql, params = told.values_list("customer_id", "basis", "said").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {reached.clause} {sql}", [*reached.params, *params])
        found = {uid: (basis, said) for uid, basis, said in cursor.fetchall()}
    return [
        ReachableRow(customer, str(Basis(found[customer.pk][0]).label), found[customer.pk][1])
        for customer in customers
        if customer.pk in found
    ]


def _figure(name: str, scope: str) -> DailyFigure | None:
    return DailyFigure.objects.filter(name=name, scope=scope).order_by("-day").first()
