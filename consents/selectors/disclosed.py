"""Whom a hand-over was about, as far as they are still known."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from consents.models import DisclosedCustomer
from profiles.models import Customer


def disclosed_customers(disclosure: UUID) -> QuerySet[Customer]:
    """Return the customers of a disclosure; who was erased since is not among them."""
    named = DisclosedCustomer.objects.filter(disclosure=disclosure, customer_uid=OuterRef("pk"))
    return Customer.objects.filter(Exists(named))
