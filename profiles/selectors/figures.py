"""Counts of customers that the figures of a day keep."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from profiles.choices import ProtectionKind
from profiles.models import Customer, Protection


def new_customers(since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how many customers became known between two moments; profiles_customer_created serves it."""
    found = Customer.objects.filter(created_at__gte=since, created_at__lt=until)
    yield "new_customers", "", found.count()


def protected() -> Iterator[tuple[str, str, int]]:
    """Yield how many customers are protected now, by kind; nobody too, or an older number would stand."""
    standing = Protection.objects.filter(lifted_at=None).order_by()
    counts = dict(standing.values_list("kind").annotate(Count("pk")))
    for kind in ProtectionKind.values:
        yield "protected", kind, counts.get(kind, 0)
