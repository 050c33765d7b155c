"""What one person has agreed to, as "My choices" and the customer card show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Value

from consents.choices import (
    CONTACT_KIND,
    NO,
    SCREEN_STATE,
    YES,
    Channel,
    PurposeKind,
    ScreenState,
    State,
)
from consents.models import DecisionState, Purpose
from consents.selectors.lawful import Commitment
from consents.selectors.purposes import WordingInfo, current_wording, lineages
from profiles.models import ContactPoint, Customer


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a person can say yes or no to: a purpose, a channel and a contact point, and what holds now."""

    purpose: str
    label: str
    description: str
    kind: str
    channel: str
    contact_point_id: int | None
    contact_shown: str
    state: ScreenState
    since: datetime | None
    wording: WordingInfo | None


def choices_of(*, customer: Customer, language: str, now: datetime) -> list[Choice]:
    """Return every choice of a customer, purpose by purpose: uses of data have no channel or place."""
    points = list(
        ContactPoint.objects.valid().filter(customer=customer).order_by("-is_preferred", "pk")
    )
    states = _states(customer, points)
    lines = lineages()
    found: list[Choice] = []
    for purpose in Purpose.objects.filter(is_active=True).order_by("position", "pk"):
        wording = current_wording(purpose.slug, language)
        for channel, point in _places(purpose, wording, points):
            state, since = _present(states, lines[purpose.slug], channel, point, now)
            found.append(
                Choice(
                    purpose=purpose.slug,
                    label=purpose.customer_label,
                    description=purpose.description,
                    kind=purpose.kind,
                    channel=channel,
                    contact_point_id=point.pk if point else None,
                    contact_shown=point.raw if point else "",
                    state=state,
                    since=since,
                    wording=wording,
                )
            )
    return found


def _places(
    purpose: Purpose, wording: WordingInfo | None, points: list[ContactPoint]
) -> Iterable[tuple[str, ContactPoint | None]]:
    """Yield the channels and contact points at which a purpose can be answered."""
    if purpose.kind == PurposeKind.USE:
        yield "", None
        return
    for channel in wording.channels if wording else ():
        kind = CONTACT_KIND[Channel(channel)]
        yield from ((channel, point) for point in points if point.kind == kind)


def _states(
    customer: Customer, points: list[ContactPoint]
) -> dict[tuple[str, str, int | None], DecisionState]:
    """Return what stands by purpose, channel and contact point (None: every one)."""
    rows = DecisionState.objects.filter(subject__customer=customer)
    found: dict[tuple[str, str, int | None], DecisionState] = {
        (row.purpose, row.channel, None): row for row in rows.filter(commitment="")
    }
    for point in points:
        named = rows.filter(
            Q(commitment=Commitment(F("subject__salt"), Value(point.kind), Value(point.normalised)))
        )
        found |= {(row.purpose, row.channel, point.pk): row for row in named}
    return found


def _present(
    states: dict[tuple[str, str, int | None], DecisionState],
    line: tuple[str, ...],
    channel: str,
    point: ContactPoint | None,
    now: datetime,
) -> tuple[ScreenState, datetime | None]:
    """Return the state that a screen shows: the own row, unless a wider no is newer."""
    own = states.get((line[0], channel, point.pk if point else None))
    wider = [
        row
        for row in (
            states.get((purpose, where, None)) for purpose in line for where in {"", channel}
        )
        if row is not None and row.state in NO
    ]
    newest_no = max(wider, key=lambda row: row.occurred_at, default=None)
    if newest_no and (own is None or newest_no.occurred_at >= own.occurred_at):
        return SCREEN_STATE[State(newest_no.state)], newest_no.occurred_at
    if own is None:
        return ScreenState.NOT_ASKED, None
    if own.state in YES and own.valid_until and own.valid_until <= now:
        return ScreenState.EXPIRED, own.valid_until
    return SCREEN_STATE[State(own.state)], own.occurred_at
