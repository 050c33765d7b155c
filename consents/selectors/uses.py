"""Whose data may be used for a purpose: until the person objects (article 21), or once they have said yes.

Contact is judged by the staircase (`reach`), contact point by contact point; the use of data is one answer a person.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from consents.choices import NO, YES, Basis, PurposeKind
from consents.models import DecisionState, Purpose
from consents.selectors.purposes import PurposeInfo, lineages


@dataclass(frozen=True, slots=True)
class UseGate:
    """Who comes through to a use of data: `line` is the purpose and all above it."""

    line: tuple[str, ...]
    needs_yes: bool

    def passes(self, now: datetime) -> Q:
        """Return the condition on a customer that their data may be used at a moment."""
        if not self.needs_yes:
            return self.is_open(now)
        return self.is_open(now) & Q(
            Exists(self._yes(now).filter(subject__customer=OuterRef("pk")))
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
        return ~Q(Exists(no))

    def _yes(self, now: datetime) -> QuerySet[DecisionState]:
        return DecisionState.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now),
            purpose=self.line[0],
            channel="",
            state__in=YES,
        )


def use_gate(purpose: PurposeInfo) -> UseGate | None:
    """Return who comes through to a use of data; nothing for contact, which the staircase judges."""
    if purpose.kind != PurposeKind.USE:
        return None
    return UseGate(lineages()[purpose.slug], needs_yes=purpose.slug not in done_unless_refused())


def done_unless_refused() -> frozenset[str]:
    """Return the uses of data that rest on another basis than consent: done until the person objects (article 21)."""
    return frozenset(
        Purpose.objects.filter(is_active=True, kind=PurposeKind.USE, bases__channel="")
        .exclude(bases__basis=Basis.CONSENT)
        .values_list("slug", flat=True)
    )
