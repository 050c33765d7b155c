"""Everybody who may be contacted now for a purpose through a channel, in the order of names, page after page.

The staircase of law 5 is asked and nothing else. Asked about a million at once it takes seconds. So where they are few
of all, a page asks about the next of those who were counted last; where they are many, about the next names.
"""

from dataclasses import dataclass
from datetime import datetime

from consents.choices import Basis
from consents.selectors import told_points
from consents.selectors.staircases import TOP
from profiles.models import Customer
from segments.models import DailyFigure, StairList
from segments.selectors.walking import MOST, Walked, kept_page, likely, walk


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


def stored_number(contact: Contact) -> DailyFigure | None:
    """Return how many there were when they were last counted."""
    return _figure("reach", f"{contact.purpose}/{contact.channel}")


def reachable_page(contact: Contact, parameters: dict[str, str]) -> Walked[ReachableRow]:
    """Return the page that the address asks for."""
    kept = StairList.objects.filter(
        segment=None, purpose=contact.purpose, channel=contact.channel, lowest=TOP
    )
    everybody = Customer.objects.active().with_name_order()
    if kept.exists():
        return kept_page(kept, everybody, parameters, keep=lambda names: _reached(names, contact))
    reached, total = stored_number(contact), _figure("customers", "")
    size = likely(total.value, reached.value) if reached and total else MOST
    return walk(everybody, parameters, size=size, keep=lambda names: _reached(names, contact))


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
