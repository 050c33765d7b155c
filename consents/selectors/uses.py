"""Whose data may be used for a purpose: until the person objects (article 21), or once they have said yes.

Contact is judged by the staircase (`reach`), contact point by contact point; the use of data is one answer a person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from consents.choices import NO, YES, Basis, PurposeKind
from consents.models import DecisionState, Purpose
from consents.selectors.purposes import PurposeInfo, find_purpose, lineages, lines_of
from profiles.models import Customer


@dataclass(frozen=True, slots=True)
class UseGate:
    """Who comes through to a use of data: `line` is the purpose and all above it.

    For a purpose of contact a yes through any channel counts, while only a no to all of it closes. Asked singly, the
    decisions of one person after another are looked up, which is quick for a page; else, those of all at once.
    """

    line: tuple[str, ...]
    needs_yes: bool
    is_contact: bool = False
    is_asked_singly: bool = False

    def passes(self, now: datetime) -> Q:
        """Return the condition on a customer that their data may be used at a moment."""
        if not self.needs_yes:
            return self.is_open(now)
        return self.is_open(now) & self._some(
            self._yes(now).filter(subject__customer=OuterRef("pk"))
        )

    def is_open(self, now: datetime) -> Q:
        """Return the condition that a customer has not said no, so that they may be asked.

        A no to a purpose above gives way to the person's own newer yes to just this one.
        """
        newer = self._yes(now).filter(
            subject__customer=OuterRef("subject__customer"),
            occurred_at__gt=OuterRef("occurred_at"),
        )
        no = DecisionState.objects.filter(
            ~Exists(newer),
            subject__customer=OuterRef("pk"),
            purpose__in=self.line,
            channel="",
            commitment="",
            state__in=NO,
        )
        return self._none(no)

    def _some(self, found: QuerySet[DecisionState]) -> Q:
        """Return the condition that there is such a decision."""
        return ~Q(Exact(_count(found), 0)) if self.is_asked_singly else Q(Exists(found))

    def _none(self, found: QuerySet[DecisionState]) -> Q:
        """Return the condition that there is no such decision."""
        return ~Q(Exact(_count(found), 1)) if self.is_asked_singly else ~Q(Exists(found))

    def _yes(self, now: datetime) -> QuerySet[DecisionState]:
        found = DecisionState.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now),
            purpose=self.line[0],
            state__in=YES,
        )
        return found if self.is_contact else found.filter(channel="")


def _count(found: QuerySet[DecisionState]) -> Coalesce:
    """Return 1 where there is such a decision, else 0.

    A subquery for a value is never turned into a join. Of "it is not 0" the planner expects that nearly everybody
    passes, of "it is not null" that nearly nobody does, and would sort all of a country: 500 ms for 50,000.
    """
    return Coalesce(Subquery(found.order_by().values(one=Value(1))[:1]), 0)


def use_gate(purpose: PurposeInfo) -> UseGate | None:
    """Return who comes through to a use of data; nothing for contact, which the staircase judges."""
    if purpose.kind != PurposeKind.USE:
        return None
    return UseGate(lineages()[purpose.slug], needs_yes=purpose.slug not in done_unless_refused())


def has_objected(*, customer_uid: UUID, purpose: str, now: datetime) -> bool:
    """Say whether one person has said no to a use of data."""
    found = find_purpose(purpose)
    gate = use_gate(found) if found else None
    if gate is None:
        return False
    return Customer.objects.filter(pk=customer_uid).exclude(gate.is_open(now)).exists()


def open_conditions(slugs: Collection[str], now: datetime) -> dict[str, Q]:
    """Return, by purpose in use, the condition on a customer of a page that their facts may be read for it; one query.

    Contact for a purpose is judged by the staircase, but a no to all of it ends the reading, too (article 21(3)).
    """
    unless_refused = Exists(_unless_refused().filter(pk=OuterRef("pk")))
    columns = ("slug", "parent__slug", "kind", "is_active", "is_unasked")
    rows = list(Purpose.objects.annotate(is_unasked=unless_refused).values_list(*columns))
    lines = lines_of({slug: parent for slug, parent, *_ in rows})
    return {
        slug: UseGate(
            lines[slug],
            needs_yes=kind == PurposeKind.USE and not is_unasked,
            is_contact=kind == PurposeKind.CONTACT,
            is_asked_singly=True,
        ).passes(now)
        for slug, _parent, kind, is_active, is_unasked in rows
        if is_active and slug in slugs
    }


def done_unless_refused() -> frozenset[str]:
    """Return the uses of data that rest on another basis than consent: done until the person objects (article 21)."""
    return frozenset(_unless_refused().values_list("slug", flat=True))


def _unless_refused() -> QuerySet[Purpose]:
    return Purpose.objects.filter(is_active=True, kind=PurposeKind.USE, bases__channel="").exclude(
        bases__basis=Basis.CONSENT
    )
