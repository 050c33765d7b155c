"""All files of the made-up company, in one pass over its people."""

import csv
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from config.lib.numbers import grouped
from files.choices import FileKind
from files.demo import crm, newsletter, shop
from files.demo.doings import orders, readings, visits
from files.demo.people import NO_AFTER_YES, TWICE, TWO_BIRTH_DATES, Person, people

MOST_CUSTOMERS = 1_000_000
Write = Any  # the writer of csv has no public type


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file: its name, the code of the source that it comes from, and what its rows are."""

    name: str
    source: str
    kind: str


@dataclass(slots=True)
class Written:
    """How much was written, and what was planted for an import to find."""

    people: int = 0
    crm_rows: int = 0
    orders: int = 0
    activities: int = 0
    no_after_yes: int = 0
    two_birth_dates: int = 0
    twice: int = 0
    unreadable_customers: int = 0
    unreadable_orders: int = 0


def most_customers(text: str) -> int:
    """Return how many people a command was told to make; argparse says what is wrong."""
    if not text.isdigit() or not 1 <= int(text) <= MOST_CUSTOMERS:
        raise ArgumentTypeError(
            _("a number from 1 to %(most)s") % {"most": grouped(MOST_CUSTOMERS)}
        )
    return int(text)


def demo_files(seed: int) -> tuple[DemoFile, ...]:
    """Return the files in the order in which they are taken in: who somebody is before what they did."""
    subscribed, unsubscribed = newsletter.file_names(seed)
    return (
        DemoFile(crm.CUSTOMERS, "crm", FileKind.CUSTOMERS),
        DemoFile(subscribed, "newsletter", FileKind.CUSTOMERS),
        DemoFile(unsubscribed, "newsletter", FileKind.CUSTOMERS),
        DemoFile(shop.CUSTOMERS, "shop", FileKind.CUSTOMERS),
        DemoFile(shop.ORDERS, "shop", FileKind.EVENTS),
        DemoFile(crm.VISITS, "crm", FileKind.EVENTS),
        DemoFile(newsletter.ACTIVITY, "newsletter", FileKind.EVENTS),
    )


def write_files(*, folder: Path, customers: int, seed: int, today: date) -> Written:
    """Write every file into an existing folder; the same three numbers give the same bytes."""
    written = Written()
    with ExitStack() as stack:
        out = _Files(folder, seed, stack)
        for person in people(customers, seed, today):
            _write_person(person, out, written, today)
    return written


class _Files:
    """The open files of the company, with their headers written."""

    def __init__(self, folder: Path, seed: int, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        subscribed, unsubscribed = newsletter.file_names(seed)
        self.crm = self._rows(crm.CUSTOMERS, crm.CUSTOMER_HEADER, encoding="cp1252", delimiter=";")
        self.visits = self._rows(crm.VISITS, crm.VISIT_HEADER, encoding="cp1252", delimiter=";")
        self.subscribed = self._rows(subscribed, newsletter.SUBSCRIBED_HEADER)
        self.unsubscribed = self._rows(unsubscribed, newsletter.UNSUBSCRIBED_HEADER)
        self.readings = self._rows(newsletter.ACTIVITY, newsletter.ACTIVITY_HEADER)
        self.shop = self._cells(shop.CUSTOMERS, shop.CUSTOMER_HEADER)
        self.orders = self._cells(shop.ORDERS, shop.ORDER_HEADER)

    def _rows(
        self, name: str, header: Iterable[str], encoding: str = "utf-8", delimiter: str = ","
    ) -> Write:
        file = self._stack.enter_context(
            (self._folder / name).open("w", encoding=encoding, newline="")
        )
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(header)
        return writer

    def _cells(self, name: str, header: list[str]) -> "csv.DictWriter[str]":
        file = self._stack.enter_context(
            (self._folder / name).open("w", encoding="utf-8", newline="")
        )
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        return writer


def _write_person(person: Person, out: _Files, written: Written, today: date) -> None:
    bought = orders(person, today)
    rows = list(crm.customer_rows(person, today))
    out.crm.writerows(rows)
    if person.in_shop:
        out.shop.writerow(shop.customer_row(person, bought))
    out.orders.writerows(shop.order_rows(person, bought, today))
    if person.in_newsletter:
        members = out.unsubscribed if person.is_unsubscribed else out.subscribed
        members.writerow(newsletter.member_row(person, shop.tags_of(bought), today))
    written.crm_rows += len(rows)
    written.orders += len(bought)
    written.activities += _write_activities(person, out, today)
    _count(person, written)


def _write_activities(person: Person, out: _Files, today: date) -> int:
    seen: list[tuple[str, ...]] = [*crm.visit_rows(person, visits(person, today))]
    read = [newsletter.activity_row(person, reading) for reading in readings(person, today)]
    out.visits.writerows(seen)
    out.readings.writerows(read)
    return len(seen) + len(read)


def _count(person: Person, written: Written) -> None:
    written.people += 1
    written.no_after_yes += person.planted == NO_AFTER_YES
    written.two_birth_dates += person.planted == TWO_BIRTH_DATES
    written.twice += person.planted == TWICE
    written.unreadable_customers += person.nth % crm.EMPTY_EVERY == crm.EMPTY_AT
    written.unreadable_orders += person.nth % shop.WALK_IN_EVERY == shop.WALK_IN_AT


def described(written: Written) -> Iterator[tuple[str, int]]:
    """Yield what was planted in plain words, for the command that writes the files."""
    yield _("people, as many of them as the files know"), written.people
    yield _("orders"), written.orders
    yield _("visits, opened newsletters and clicks"), written.activities
    yield _("called subscribed by the shop, said no in the newsletter tool"), written.no_after_yes
    yield _("with two birth dates"), written.two_birth_dates
    yield _("in twice under two names"), written.twice
    yield _("rows that cannot be read: nobody is named"), written.unreadable_customers
    yield _("orders that nobody's address stands on"), written.unreadable_orders
