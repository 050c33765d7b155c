"""Who in a segment may be contacted now, page by page for a program: the last step of law 5 and nothing else.

Each page is a hand-over as an export is: checked by law 4, counted against the day's limit, with its disclosure and its
entry in the read log in the transaction that reads it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from config.lib.actor import Actor
from consents.choices import CONTACT_KIND, Channel
from consents.selectors import reached_points, readable_slugs
from consents.services.budget import check_budget
from consents.services.disclosures import make_disclosed_table, record_disclosure
from files.services.export_columns import contact_point
from files.services.export_orders import check_allowed
from profiles.models import Customer
from profiles.selectors.for_callers import CONTACT_FACTS
from profiles.services.reading import log_read
from segments.models import Membership, Segment

# So many members are asked about at once: customers' keys are random, so equal slices of them are about equally full.
SLICE_MEMBERS = 1_000
_KEYS = 1 << 128

_ROWS = """
WITH {reached},
noted AS (
    INSERT INTO disclosed_now (customer_uid, basis)
    SELECT customer_id, basis FROM reached_point ORDER BY customer_id LIMIT %s
)
{rows}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: in which of how many slices of all keys, behind whom.

    It names nobody who was not shown: an edge made of the last member who was looked at would.
    """

    slices: int
    number: int = 0
    after: UUID | None = None

    @property
    def edges(self) -> tuple[UUID, UUID]:
        """Return the first and the last key of the slice."""
        first = _KEYS * self.number // self.slices
        return UUID(int=first), UUID(int=_KEYS * (self.number + 1) // self.slices - 1)

    def next_slice(self) -> "Place | None":
        """Return the beginning of the next slice, or nothing behind the last."""
        following = self.number + 1
        return Place(self.slices, following) if following < self.slices else None


@dataclass(frozen=True, slots=True)
class Reachable:
    """One person who may be contacted, on which basis and where; no contact where the purpose may not read it."""

    customer_uid: UUID
    basis: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to contact, for what, how, and which facts are read with it."""

    segment: Segment
    purpose: str
    channel: str
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """A page and where the next begins; it may be empty though another follows."""

    people: list[Reachable]
    next_place: Place | None


def first_place(segment: Segment) -> Place:
    """Return where the first page begins, in slices that fit the segment's size as last counted."""
    return Place(max(1, (segment.member_count or 0) // SLICE_MEMBERS))


@transaction.atomic
def read_audience_page(
    *, audience: Audience, place: Place, size: int, actor: Actor, now: datetime
) -> AudiencePage:
    """Return a page of those who may be contacted at this very moment, and write down that they were told.

    Raises ExportRefusedError where law 4 is broken, ExportLimitError where the day's limit is.
    """
    check_allowed(
        segment=audience.segment,
        purpose=audience.purpose,
        channel=audience.channel,
        slugs=audience.slugs,
    )
    make_disclosed_table()
    found = _reachable(audience, place, size, now)
    shown = found[:size]
    if shown:
        check_budget(actor=actor, rows=len(shown), now=now)
        _account_for(audience, shown, actor, now)
    if len(found) > size:
        return AudiencePage(shown, Place(place.slices, place.number, shown[-1].customer_uid))
    return AudiencePage(shown, place.next_slice())


def contact_fact(channel: str) -> str:
    """Return the fact behind a channel's contact details."""
    return CONTACT_FACTS[CONTACT_KIND[Channel(channel)]]


def _reachable(audience: Audience, place: Place, size: int, now: datetime) -> list[Reachable]:
    """Return one more than a page of them, and note the page in `disclosed_now`."""
    reached = reached_points(
        _members(audience.segment, place),
        purpose=audience.purpose,
        channel=audience.channel,
        now=now,
    )
    told = reached.rows.annotate(contact=contact_point(audience.channel))
    rows = told.order_by("customer_id").values_list("customer_id", "basis", "contact")[: size + 1]
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        statement = _ROWS.format(reached=reached.clause, rows=sql)
        cursor.execute(statement, [*reached.params, size, *params])
        found: list[tuple[UUID, str, str]] = cursor.fetchall()
    is_open = contact_fact(audience.channel) in readable_slugs(audience.purpose)
    return [Reachable(uid, basis, contact if is_open else None) for uid, basis, contact in found]


def _members(segment: Segment, place: Place) -> QuerySet[Customer]:
    """Return the members of a slice, by their keys: the planner knows how many that are."""
    first, last = place.edges
    inside: Any = Membership.objects.filter(
        segment=segment, customer_id__gte=first, customer_id__lte=last
    )
    if place.after:
        inside = inside.filter(customer_id__gt=place.after)
    return Customer.objects.filter(pk__in=list(inside.values_list("customer_id", flat=True)))


def _account_for(audience: Audience, shown: list[Reachable], actor: Actor, now: datetime) -> None:
    """Write down what was told: to whom, for what, about whom."""
    reference = f"segment:{audience.segment.slug}"
    is_told = shown[0].contact is not None
    record_disclosure(
        recipient=actor.label,
        purpose=audience.purpose,
        channel=audience.channel,
        reference=reference,
        slugs=[*audience.slugs, *([contact_fact(audience.channel)] if is_told else [])],
        actor=actor,
        now=now,
    )
    log_read(
        actor=actor,
        view="api_segment_members",
        subjects=[person.customer_uid for person in shown],
        purpose=audience.purpose,
        reference=f"{reference} channel:{audience.channel}",
        now=now,
    )
