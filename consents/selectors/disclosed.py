"""Whom a hand-over was about, as far as they are still known; how much one has handed over."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from config.lib.actor import Actor
from consents.models import DisclosedCustomer, Disclosure
from profiles.models import Customer


def disclosed_customers(disclosure: UUID) -> QuerySet[Customer]:
    """Return the customers of a disclosure; who was erased since is not among them."""
    named = DisclosedCustomer.objects.filter(disclosure=disclosure, customer_uid=OuterRef("pk"))
    return Customer.objects.filter(Exists(named))


def disclosed_since(actor: Actor, moment: datetime) -> int:
    """Return how many customers' data one colleague or key has handed over since a moment, each time counted."""
    made = Disclosure.objects.filter(actor_id=actor.id, actor_kind=actor.kind, made_at__gt=moment)
    return made.aggregate(total=Sum("customer_count"))["total"] or 0
