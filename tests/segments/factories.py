"""What tests of segments need beside the common factories."""

from datetime import UTC, datetime
from itertools import count

from django.db import transaction

from profiles.models import ContactPoint, Customer, Event, EventLine, Source
from profiles.services.recompute import recount_events
from profiles.services.touched import start_touching, touch
from segments.models import Membership, Segment, SegmentVersion
from tests.factories import NOW, make_many

_keys = count(1)

NORWEGIAN = {"all": [{"field": "fact.country", "operator": "is", "value": "NO"}]}


def make_event(
    customer: Customer,
    *,
    at: str,
    kind: str = "purchase",
    amount=None,
    currency="NOK",
    product=None,
    now=NOW,
) -> Event:
    """Record one activity at noon (UTC) of a day, perhaps of a product; count the customer's figures anew."""
    record = customer.records.order_by("pk")[0]
    event = Event.objects.create(
        source=record.source,
        event_key=f"E{next(_keys)}",
        record=record,
        customer=customer,
        kind=kind,
        occurred_at=datetime.fromisoformat(at).replace(hour=12, tzinfo=UTC),
        amount=amount,
        currency=currency if amount is not None else "",
    )
    if product is not None:
        EventLine.objects.create(event=event, product=product)
    with transaction.atomic():
        start_touching()
        touch([customer.pk])
        recount_events(now=now)
    return event


def make_segment(
    slug: str = "walkers", *, purpose="insight", rule=None, members=(), now=NOW
) -> Segment:
    """Make a segment with one edition, and members as if a refresh had found them."""
    segment = Segment.objects.create(slug=slug, name=slug.capitalize(), purpose_id=purpose)
    version = SegmentVersion.objects.create(
        segment=segment, number=1, rule=rule or {"all": []}, sentence="", actor_kind="system"
    )
    for customer in members:
        Membership.objects.create(
            segment=segment, customer=customer, version=version, entered_at=now
        )
    return segment


def make_crowd(many: int) -> list[Customer]:
    """Make so many people in Norway with an e-mail address and no more of what an import leaves."""
    people = make_many(
        Customer(given_name=name, country="NO", sort_key=name.lower())
        for name in (f"Crowd {number:03}" for number in range(many))
    )
    source = Source.objects.get(slug="crm")
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=each, source=source, kind="email", raw=address, normalised=address)
        for each in people
        for address in [f"{each.pk}@fjell.example"]
    )
    return people
