"""What upper rooms add to this one: they join in their `apps.py`, this room never imports them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from config.lib.errors import DomainError


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a customer's timeline."""

    at: datetime
    kind: str
    title: str
    detail: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class CardSection:
    """One part of the customer card: a heading, the template that shows it, and what the template needs."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to a colleague, with a hole where its personal link belongs (config.lib.mail_text)."""

    steward_id: int
    to_address: str
    subject: str
    text: str
    html: str


TimelineProvider = Callable[[UUID, int], Iterable[TimelineEntry]]
CardProvider = Callable[[Any, Any], CardSection | None]
DepartureListener = Callable[[str], None]
MailQueue = Callable[[Letter], None]
ChangeListener = Callable[[Collection[UUID], datetime], None]
PurposeGate = Callable[[str], frozenset[str]]
PersonGate = Callable[[Collection[str], datetime], Mapping[str, Q]]
QuestionTexts = Callable[[Collection[str]], Mapping[str, str]]
CatalogueLoader = Callable[[frozenset[str]], Mapping[str, int]]

_timelines: list[TimelineProvider] = []
_cards: list[tuple[int, CardProvider]] = []
_listeners: list[ChangeListener] = []
_departures: list[DepartureListener] = []
_catalogues: list[CatalogueLoader] = []
_gates: list[tuple[PurposeGate, PersonGate]] = []
_questions: list[QuestionTexts] = []
_mail_queues: list[tuple[MailQueue, Callable[[], None]]] = []


class PurposeGateMissingError(DomainError):
    """Nothing has said yet which facts a purpose may read, so none may be read."""


def add_timeline(provider: TimelineProvider) -> None:
    """Let a room put its own entries on the timeline: (customer uid, at most so many) → entries."""
    _timelines.append(provider)


def timeline(uid: UUID, limit: int) -> list[TimelineEntry]:
    """Return the newest entries of every room, newest first."""
    found = [entry for provider in _timelines for entry in provider(uid, limit)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]


def add_card_section(order: int, provider: CardProvider) -> None:
    """Let a room add a part to the customer card: (request, customer) → section, or None for nothing to show."""
    _cards.append((order, provider))


def card_sections(request: Any, customer: Any) -> list[CardSection]:
    """Return the parts that rooms add to this customer's card, in order."""
    ordered = sorted(_cards, key=lambda entry: entry[0])
    sections = (provider(request, customer) for _order, provider in ordered)
    return [section for section in sections if section is not None]


def add_question_texts(provider: QuestionTexts) -> None:
    """Let a room say which question would fill a gap: slugs of facts → slug to question, in the reader's language."""
    _questions.append(provider)


def question_texts(slugs: Collection[str]) -> dict[str, str]:
    """Return the question for each of these facts that some room would ask."""
    found: dict[str, str] = {}
    for provider in _questions:
        found |= provider(slugs)
    return found


def add_change_listener(listener: ChangeListener) -> None:
    """Let a room follow changes of single customers, inside their transaction: (uids, now)."""
    _listeners.append(listener)


def customers_changed(uids: Collection[UUID], now: datetime) -> None:
    """Tell the upper rooms that these few customers changed; imports refresh in bulk instead."""
    for listener in _listeners:
        listener(uids, now)


def add_departure_listener(listener: DepartureListener) -> None:
    """Let a room end what a colleague left behind when their account is closed, in its transaction: (id)."""
    _departures.append(listener)


def colleague_left(steward_id: str) -> None:
    """Tell the upper rooms that a colleague's account was closed."""
    for listener in _departures:
        listener(steward_id)


def add_catalogue(loader: CatalogueLoader) -> None:
    """Let a room load its shipped rows with the catalogue: (facts that are new) → how many it added, by name."""
    _catalogues.append(loader)


def catalogues() -> tuple[CatalogueLoader, ...]:
    """Return the loaders in the order of the stairway."""
    return tuple(_catalogues)


def join_mail_queue(queue: MailQueue, waker: Callable[[], None]) -> None:
    """Let the room that sends mails send those to colleagues too: there is one way for a mail to leave."""
    _mail_queues[:] = [(queue, waker)]


def send_letter(letter: Letter) -> None:
    """Put a mail to a colleague in the queue, in the transaction that it belongs to."""
    for queue, _waker in _mail_queues:
        queue(letter)


def wake_mail() -> None:
    """Save the wait for the timetable, once a mail is in the queue."""
    for _queue, waker in _mail_queues:
        waker()


def join_purpose_gate(gate: PurposeGate, people: PersonGate) -> None:
    """Let the room of purposes say which facts a purpose may read, and of whom: (slugs, now) → conditions by slug."""
    _gates[:] = [(gate, people)]


def readable_slugs(purpose: str) -> frozenset[str]:
    """Return the facts that a purpose may read; raise PurposeGateMissingError while nobody has joined (law 4)."""
    gate, _people = _joined()
    return gate(purpose)


def open_conditions(purposes: Collection[str], now: datetime) -> Mapping[str, Q]:
    """Return, by purpose, the condition on a customer that their facts may be read for it (article 21)."""
    _gate, people = _joined()
    return people(purposes, now)


def _joined() -> tuple[PurposeGate, PersonGate]:
    if not _gates:
        raise PurposeGateMissingError("No room has joined the purpose gate.")
    return _gates[0]
