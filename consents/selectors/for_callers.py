"""Consent entries as programs may read them: of the purposes they act for, and of nobody whose use is restricted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from consents.models import Decision, DecisionState, Subject
from consents.selectors.lawful import Commitment
from consents.selectors.purposes import lineages
from profiles.models import ContactPoint, Customer, Protection
from profiles.selectors.protection import hidden_contacts

# The contact details behind commitments: the hash is made anew from each that the subject's customer has or had.
NAMES = """
SELECT s.uid, consents_commitment(s.salt, p.kind, p.normalised), p.id
FROM consents_subject s JOIN profiles_contactpoint p ON p.customer_id = s.customer_id
WHERE s.uid = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger, with whom and what it is about where that is still known."""

    decision: Decision
    customer_uid: UUID
    point: ContactPoint | None


def relevant_purposes(purposes: Collection[str]) -> frozenset[str]:
    """Return these purposes and all above them: a no above is a no below."""
    lines = lineages()
    return frozenset(above for slug in purposes for above in lines.get(slug, (slug,)))


def readable_entries(
    purposes: Collection[str], customer: Customer | None = None
) -> QuerySet[Decision]:
    """Return the entries about these purposes and those above; of one customer, if one is named."""
    about = Subject.objects.filter(pk=OuterRef("subject"), customer__restricted_at=None)
    found = Decision.objects.filter(Exists(about), purpose__in=relevant_purposes(purposes))
    if customer is None:
        return found
    subjects = Subject.objects.filter(customer=customer.pk).values_list("pk", flat=True)
    return found.filter(subject__in=list(subjects))


def with_people(rows: Iterable[Decision]) -> list[Entry]:
    """Return a page of entries with customers and contact details: four queries for the page."""
    page = list(rows)
    subjects = {row.subject for row in page}
    people = dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "customer_id"))
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [list(subjects)])
        named: dict[tuple[Any, str], int] = {(uid, name): pk for uid, name, pk in cursor.fetchall()}
    points = _readable(ContactPoint.objects.in_bulk(set(named.values())), people.values())
    return [
        Entry(row, people[row.subject], points.get(named.get((row.subject, row.commitment), 0)))
        for row in page
        if row.subject in people
    ]


def _readable(points: Mapping[int, ContactPoint], uids: Iterable[UUID]) -> dict[int, ContactPoint]:
    """Leave out the contact details that a protection of their customer hides (law 12)."""
    away: dict[UUID, list[Protection]] = {}
    for shield in Protection.objects.filter(customer__in=set(uids), lifted_at=None):
        away.setdefault(shield.customer_id, []).append(shield)
    return {
        pk: point
        for pk, point in points.items()
        if point.kind not in hidden_contacts(away.get(point.customer_id, ()))
    }


def standing_entry(
    *,
    customer_uid: UUID,
    purpose: str,
    channel: str,
    states: Collection[str],
    point: ContactPoint | None,
) -> UUID | None:
    """Return the newest entry that stands in these states for a purpose, or one above it, and a channel, or all.

    With a contact point, one that is about it or about every one.
    """
    found = DecisionState.objects.filter(
        subject__customer=customer_uid,
        purpose__in=relevant_purposes([purpose]),
        channel__in=["", channel],
        state__in=list(states),
    )
    if point is not None:
        named = Commitment(F("subject__salt"), Value(point.kind), Value(point.normalised))
        found = found.filter(Q(commitment="") | Q(commitment=named))
    seq = found.order_by("-occurred_at", "-seq").values_list("seq", flat=True).first()
    return Decision.objects.values_list("uid", flat=True).get(pk=seq) if seq else None
