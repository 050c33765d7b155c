"""Everybody who may be contacted now for a purpose through a channel, in the order of names, page after page.

The staircase of law 5 is asked and nothing else. Asked about a million at once it takes seconds. So where they are few
of all, a page asks about the next of those who were counted last; where they are many, about the next names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from config.lib.keyset import PAGE_SIZE
from consents.choices import Basis
from consents.selectors import told_points
from profiles.models import Customer
from segments.models import DailyFigure, ReachableList
from segments.selectors.walking import MOST, likely, walk

# Up to one in so many are few.
MANY = 10


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

    rows: Sequence[ReachableRow]
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
    reached, total = stored_number(contact), _figure("customers", "")
    size = likely(total.value, reached.value) if reached and total else MOST
    everybody = Customer.objects.active().with_name_order()
    found = walk(everybody, parameters, size=size, keep=lambda names: _reached(names, contact))
    return ReachablePage(found.rows, found.next_query, found.looked_until)


def _reached(customers: list[Customer], contact: Contact) -> list[ReachableRow]:
    """Return those who may be contacted, in the order in which they came."""
    found = told_points(
        [customer.pk for customer in customers],
        purpose=contact.purpose,
        channel=contact.channel,
        now=contact.now,
    )
    return [
        ReachableRow(customer, str(Basis(found[customer.pk][0]).label), found[customer.pk][1])
        for customer in customers
        if customer.pk in found
    ]


def _figure(name: str, scope: str) -> DailyFigure | None:
    return DailyFigure.objects.filter(name=name, scope=scope).order_by("-day").first()
