"""The ledger as the officer reads it: entry by entry, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from consents.choices import SCREEN_STATE, Channel, Method, ScreenState, State
from consents.models import Decision, Purpose, Subject
from consents.selectors.figures import in_need_of_care
from profiles.models import Customer
from profiles.selectors.customer_list import LIMIT


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


def entries(
    *,
    words: str = "",
    purpose: str = "",
    channel: str = "",
    screen_state: str = "",
    care: str = "",
    now: datetime,
) -> QuerySet[Decision]:
    """Return entries of the ledger, narrowed; a search by customer looks at the first thousand it finds.

    `care` keeps the entries that hold now and end within 30 days (ending), or were given to a text that has been
    replaced (replaced).
    """
    found = Decision.objects.all()
    if care:
        found = found.filter(seq__in=in_need_of_care(care, now).values("seq"))
    if words:
        people = Customer.objects.search(words).values("pk")[:LIMIT]
        found = found.filter(subject__in=Subject.objects.filter(customer__in=people).values("pk"))
    if purpose:
        found = found.filter(purpose=purpose)
    if channel:
        found = found.filter(channel=channel)
    if screen_state:
        found = found.filter(
            state__in=[s for s, seen in SCREEN_STATE.items() if seen == screen_state]
        )
    return found


def in_words(rows: Iterable[Decision]) -> list[EntryLine]:
    """Return a page of entries with whom they are about: two queries for the page."""
    page = list(rows)
    people = _people({row.subject for row in page})
    names = {purpose.slug: purpose.label for purpose in Purpose.objects.all()}
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
