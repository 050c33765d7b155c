"""Plain functions that make what a test needs, through the product's own services."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from config.lib.actor import Actor
from consents.choices import CONTACT_KIND, Channel, Method, State
from consents.services.decisions import Proposal, record_decision
from profiles.models import Company, ContactPoint, Customer, CustomerMetric, Source, Steward
from profiles.services.records import record_values

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TESTER = Actor.system("tests")
_numbers = count(1)


def make_company(**details: Any) -> Company:
    return Company.objects.create(
        **{
            "name": "Fjell og Vidde AS",
            "address": "Storgata 1, 0155 Oslo",
            "officer_name": "Ida Vern",
            "officer_email": "vern@fjell.example",
            "sender_name": "Fjell og Vidde",
            "sender_email": "hei@fjell.example",
            "base_url": "https://kjenn.fjell.example",
            "default_language": "en",
            **details,
        }
    )


def make_source(slug: str = "crm", **details: Any) -> Source:
    return Source.objects.update_or_create(
        slug=slug, defaults={"name": slug.upper(), "kind": "crm", **details}
    )[0]


def make_customer(
    *,
    source: str = "crm",
    external_id: str = "",
    kind: str = "person",
    observed_at: datetime = NOW,
    now: datetime = NOW,
    **values: Any,
) -> Customer:
    """Make a customer of whom one source says these values; without a name, Kari Nordmann."""
    if not values:
        values = {"given_name": "Kari", "family_name": "Nordmann"}
    record = record_values(
        source=Source.objects.get(slug=source),
        external_id=external_id or f"made-{next(_numbers)}",
        values=values,
        observed_at=observed_at,
        actor=TESTER,
        now=now,
        kind=kind,
    )
    return Customer.objects.get(pk=record.customer_id)


def make_many(customers: Iterable[Customer]) -> list[Customer]:
    """Keep customers of whom no source says anything, with their figures."""
    made = Customer.objects.bulk_create(customers)
    CustomerMetric.objects.bulk_create(CustomerMetric(customer=each) for each in made)
    return made


def make_decision(
    customer: Customer,
    *,
    purpose: str = "newsletter",
    channel: str = "email",
    state: str = State.GIVEN,
    method: str = Method.FORM,
    occurred_at: datetime = NOW,
    everywhere: bool = False,
    **details: Any,
) -> Any:
    """Record a decision about the customer's first contact point of the channel, or about every one."""
    point = None
    if channel and not everywhere:
        kind = CONTACT_KIND[Channel(channel)]
        point = ContactPoint.objects.filter(customer=customer, kind=kind).first()
    proposal = Proposal(
        customer_uid=customer.pk,
        purpose=purpose,
        channel=channel,
        state=state,
        method=method,
        occurred_at=occurred_at,
        contact_point_id=point.pk if point else None,
        **details,
    )
    return record_decision(proposal=proposal, actor=TESTER, now=occurred_at)


def make_colleague(role: str = "administrator", **details: Any) -> Steward:
    """Make a colleague with one role, who reads English unless said otherwise."""
    steward = Steward.objects.create_user(
        details.pop("email", f"{role}{next(_numbers)}@fjell.example"),
        details.pop("password", None),
        **{"is_staff": True, "first_name": "Ida", "last_name": "Berg", "language": "en", **details},
    )
    steward.groups.add(Group.objects.get(name=role))
    return steward
