"""The ledger as the officer reads it: entry by entry, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.narrowing import Choices, Narrowing, equal, narrowed, since
from consents.choices import NO, SCREEN_STATE, Channel, Method, ScreenState, State
from consents.models import Decision, Subject
from consents.selectors.figures import in_need_of_care
from consents.selectors.purposes import purpose_names, purposes
from profiles.models import Customer
from profiles.selectors.customer_list import LIMIT

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in words."""

    entry: Decision
    customer: Customer | None
    purpose: str
    channel: str
    state: str
    screen_state: ScreenState
    method: str


def _of_customer(rows: Rows, words: str, now: datetime) -> Rows:
    """Keep the entries of those whom a search finds, the first thousand of them."""
    del now
    if not words:
        return rows
    people = Customer.objects.search(words).values("pk")[:LIMIT]
    return rows.filter(subject__in=Subject.objects.filter(customer__in=people).values("pk"))


def _answered(rows: Rows, screen_state: str, now: datetime) -> Rows:
    del now
    if not screen_state:
        return rows
    if screen_state == NOES:
        return rows.filter(state__in=NO)
    return rows.filter(state__in=[s for s, seen in SCREEN_STATE.items() if seen == screen_state])


def _needing_care(rows: Rows, care: str, now: datetime) -> Rows:
    """Keep entries that hold now and end within 30 days, or were given to a text that has been replaced."""
    return rows.filter(seq__in=in_need_of_care(care, now).values("seq")) if care else rows


def _purposes() -> Choices:
    return [(purpose.slug, purpose.label) for purpose in purposes()]


NOES = "noes"
CARES: Choices = (
    ("ending", gettext_lazy("End within 30 days")),
    ("replaced", gettext_lazy("Given to a text that has been replaced")),
)
ENTRY_NARROWINGS = (
    Narrowing("words", gettext_lazy("Customer"), _of_customer),
    equal("purpose", gettext_lazy("Purpose"), _purposes),
    equal("channel", gettext_lazy("Channel"), lambda: Channel.choices),
    Narrowing(
        "screen_state",
        gettext_lazy("Answer"),
        _answered,
        lambda: [*ScreenState.choices, (NOES, gettext_lazy("No or withdrawn"))],
    ),
    since("since", gettext_lazy("Recorded"), "recorded_at"),
    Narrowing("care", gettext_lazy("Consents that"), _needing_care, lambda: CARES),
)


def entries(said: Mapping[str, str], now: datetime) -> QuerySet[Decision]:
    """Return the entries that a list narrowed so shows."""
    return narrowed(Decision.objects.all(), ENTRY_NARROWINGS, said, now)


def entries_with_customer() -> QuerySet[Decision]:
    """Return all entries, each with the `customer_id` of whom it is about; none where they were erased."""
    about = Subject.objects.filter(pk=OuterRef("subject")).values("customer_id")
    return Decision.objects.annotate(customer_id=Subquery(about))


def entry_lines(rows: Iterable[Decision]) -> list[EntryLine]:
    """Return a page of entries with whom they are about: two queries for the page."""
    page = list(rows)
    people = _people({row.subject for row in page})
    names = purpose_names()
    return [_line(row, people, names) for row in page]


def _people(subjects: set[UUID]) -> dict[UUID, Customer]:
    """Return the customers behind the subjects; an erased one has none."""
    found = Subject.objects.filter(pk__in=subjects).select_related("customer")
    return {subject.pk: subject.customer for subject in found}


def _line(row: Decision, people: Mapping[UUID, Customer], names: Mapping[str, str]) -> EntryLine:
    seen = SCREEN_STATE[State(row.state)]
    return EntryLine(
        entry=row,
        customer=people.get(row.subject),
        purpose=names.get(row.purpose, row.purpose),
        channel=str(Channel(row.channel).label)
        if row.channel in Channel.values
        else _("Any channel"),
        state=str(seen.label),
        screen_state=seen,
        method=str(Method(row.method).label) if row.method in Method.values else row.method,
    )
