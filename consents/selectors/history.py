"""What one person has decided, as the timeline of the customer card tells it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from consents.choices import SCREEN_STATE, Basis, Channel, Method, State
from consents.models import Decision, DisclosedCustomer, Subject
from consents.selectors.purposes import purpose_names
from profiles.registry import TimelineEntry
from profiles.wordbook import Wordbook


def decisions(uid: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Return the person's entries of the ledger, newest first."""
    subjects = list(Subject.objects.filter(customer=uid).values_list("pk", flat=True))
    names = purpose_names()
    for entry in Decision.objects.filter(subject__in=subjects).order_by("-seq")[:limit]:
        purpose = names.get(entry.purpose, entry.purpose)
        state = SCREEN_STATE[State(entry.state)].label
        yield TimelineEntry(
            at=entry.occurred_at,
            kind="decision",
            title=f"{purpose}: {state}",
            detail=" · ".join(filter(None, _parts(entry))),
        )


def disclosures(uid: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Return to whom this person's data went, newest first."""
    book = Wordbook()
    rows = DisclosedCustomer.objects.filter(customer_uid=uid).select_related("disclosure")
    for row in rows.order_by("-disclosure__made_at", "-pk")[:limit]:
        yield TimelineEntry(
            at=row.disclosure.made_at,
            kind="disclosure",
            title=_("Handed over to %(recipient)s") % {"recipient": row.disclosure.recipient},
            detail=book.words(row.disclosure.reference),
        )


def _parts(entry: Decision) -> Iterator[str]:
    """Return how, where and why a decision came about, in words."""
    if entry.channel in Channel.values:
        yield str(Channel(entry.channel).label)
    if entry.method in Method.values:
        yield str(Method(entry.method).label)
    yield entry.origin
    if entry.basis in Basis.values and entry.basis != Basis.CONSENT:
        yield str(Basis(entry.basis).label)
