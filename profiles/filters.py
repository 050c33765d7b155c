"""How a list of customers may be narrowed over the API; each filter is served by an index at a million of them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_filters.rest_framework import (
    CharFilter,
    ChoiceFilter,
    FilterSet,
)

from config.lib.rest.moments import MomentFilter
from profiles.choices import ContactKind, CustomerKind, EventKind
from profiles.models import ContactPoint, Customer, Event, Protection, SourceRecord
from profiles.selectors.customer_list import LIMIT
from profiles.selectors.protection import HIDDEN_CONTACTS

# The fact that each filter reads: a key that may not read it does not know the filter either.
FACT_OF_FILTER: Mapping[str, str] = {
    "email": "email",
    "phone": "phone",
    "country": "country",
    "postal_code": "postal_code",
    "interest": "interests",
}


# Up to so many are found before they are put in order.
FEW = 2_000


class CustomerFilterSet(FilterSet):
    """The filters of the list of customers."""

    kind = ChoiceFilter(choices=CustomerKind.choices, help_text="A person or an organisation.")
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text="Changed at this moment or later."
    )
    source_id = CharFilter(
        method="by_source_id", max_length=200, help_text="The id that the key's own source uses."
    )
    email = CharFilter(
        method="by_email", max_length=254, help_text="An e-mail address of the customer, whole."
    )
    phone = CharFilter(
        method="by_phone", max_length=40, help_text="A telephone number, as +4791234567."
    )
    country = CharFilter(max_length=2, help_text="The country, as two letters.")
    postal_code = CharFilter(max_length=20, help_text="The postal code, whole.")
    interest = CharFilter(method="by_interest", max_length=200, help_text="One of the interests.")

    class Meta:
        model = Customer
        fields: tuple[str, ...] = ()

    def by_source_id(self, queryset: QuerySet[Customer], name: str, value: str) -> QuerySet[Any]:
        """Keep the one whom the key's source knows by this id."""
        del name
        source = self.request.auth.source
        found = SourceRecord.objects.filter(source__slug=source, external_id=value)
        return queryset.filter(pk__in=list(found.values_list("customer_id", flat=True)))

    def by_email(self, queryset: QuerySet[Customer], name: str, value: str) -> QuerySet[Any]:
        """Keep those who have the address today."""
        return _having(queryset, name, value.lower())

    def by_phone(self, queryset: QuerySet[Customer], name: str, value: str) -> QuerySet[Any]:
        """Keep those who have the number today."""
        return _having(queryset, name, value)

    def by_interest(self, queryset: QuerySet[Customer], name: str, value: str) -> QuerySet[Any]:
        """Keep those who have the interest.

        Where they are few, their keys are found first: the planner would walk along a million changes until it has met
        a page of them, seconds for an interest that nobody has.
        """
        del name
        found = queryset.filter(interests__contains=[value])
        keys = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
        return found if len(keys) > FEW else queryset.filter(pk__in=keys)


class EventFilterSet(FilterSet):
    """The filters of a customer's activities."""

    kind = ChoiceFilter(choices=EventKind.choices, help_text="What was done.")
    since = MomentFilter(
        field_name="occurred_at", lookup_expr="gte", help_text="At this moment or later."
    )
    before = MomentFilter(
        field_name="occurred_at", lookup_expr="lt", help_text="Before this moment."
    )

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()


def _having(queryset: QuerySet[Customer], kind: str, value: str) -> QuerySet[Customer]:
    """Keep who has a contact detail, but nobody whose protection hides it: an answer would confirm it.

    The few keys are read first, so that the page is ordered from them and no index is walked to its end.
    """
    hiding = [name for name, kinds in HIDDEN_CONTACTS.items() if ContactKind(kind) in kinds]
    shielded = Protection.objects.filter(
        customer=OuterRef("customer"), lifted_at=None, kind__in=hiding
    )
    found = ContactPoint.objects.filter(
        ~Exists(shielded), kind=kind, normalised=value, valid_until=None
    )
    keys = list(found.values_list("customer_id", flat=True)[:LIMIT])
    return queryset.filter(pk__in=keys)
