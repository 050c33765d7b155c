"""Customers: the list, one of them, and their contact details."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.etags import etag_of, is_unchanged
from config.lib.rest.views import ApiView, ListView
from profiles.api.access import access_customer
from profiles.api.examples import CUSTOMER, CUSTOMER_DETAIL
from profiles.api.serializers import (
    ContactDetailSerializer,
    CustomerDetailSerializer,
    CustomerSerializer,
)
from profiles.filters import FACT_OF_FILTER, CustomerFilterSet
from profiles.models import Customer
from profiles.selectors.for_callers import readable_contacts, readable_customers
from profiles.services.reading import log_read

_NAMES = frozenset({"given_name", "family_name", "organisation_name"})


class FactsView(ApiView):
    """What views of customers have in common: facts that the key may read, in answers, filters and fields."""

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the facts that may be read."""
        facts = self.caller.facts if self.request.auth else {}
        return {**super().get_serializer_context(), "facts": facts}

    def sparse_names(self) -> Collection[str]:
        """Return the fields, and facts.… for each fact that may be read."""
        tops = super().sparse_names()
        below = [top for top in ("facts", "origins") if top in tops]
        return [*tops, *(f"{top}.{slug}" for top in below for slug in self.caller.facts)]

    def note(self, view: str, subjects: Sequence[UUID]) -> None:
        """Write whom the key saw into the read log."""
        if subjects:
            log_read(
                actor=self.caller.actor,
                view=view,
                subjects=subjects,
                purpose=self.caller.reason,
                now=timezone.now(),
            )


class CustomerListView(FactsView, ListView):
    """The customers, page by page."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read"}
    parameters = ("fields",)
    queryset = Customer.objects.none()  # tells the schema the model
    serializer_class = CustomerSerializer
    filterset_class = CustomerFilterSet
    orders: ClassVar[Mapping[str, Sequence[str]]] = {
        "-updated_at": ("-updated_at", "-uid"),
        "updated_at": ("updated_at", "uid"),
        "name": ("sort_key", "uid"),
        "-name": ("-sort_key", "-uid"),
    }

    def get_queryset(self) -> QuerySet[Customer]:
        """Return those whom programs may read."""
        return readable_customers(self.caller.source)

    def known_parameters(self) -> frozenset[str]:
        """Leave out the filters on facts that the key may not read: an answer would give them away."""
        closed = {name for name, slug in FACT_OF_FILTER.items() if slug not in self.caller.facts}
        return super().known_parameters() - closed

    def allowed_orders(self) -> Mapping[str, Sequence[str]]:
        """Order by name only for a key that may read names."""
        if self.caller.facts.keys() >= _NAMES:
            return self.orders
        return {said: order for said, order in self.orders.items() if "name" not in said}

    def shown(self, rows: list[Customer]) -> None:
        """Write whom the key saw into the read log."""
        self.note("api_customer_list", [row.pk for row in rows])

    @extend_schema(summary="List customers", examples=[CUSTOMER])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of customers, those changed last first.

        To follow changes, keep the latest `updated_at` that you saw and ask with `updated_since` and
        `ordering=updated_at`.
        """
        return super().get(request, *args, **kwargs)


class CustomerView(FactsView):
    """One customer."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read"}
    parameters = ("fields",)
    serializer_class = CustomerDetailSerializer

    @extend_schema(summary="Read a customer", examples=[CUSTOMER_DETAIL])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return a customer with source and date of each fact, contact details, and the ETag for a change."""
        customer = access_customer(uid, self.caller.source, url_name="api-customer")
        whole = self.representation(customer)
        etag = etag_of(whole)
        if is_unchanged(request, etag):
            return Response(status=304, headers={"ETag": etag})
        self.note("api_customer", [customer.pk])
        context = self.get_serializer_context()
        data = whole if context["fields"] is None else self.part(customer, context)
        return Response(data, headers={"ETag": etag})

    def representation(self, customer: Customer) -> dict[str, Any]:
        """Return all that this key may see of a customer: what the ETag stands for."""
        return self.part(customer, {**self.get_serializer_context(), "fields": None})

    def part(self, customer: Customer, context: dict[str, Any]) -> dict[str, Any]:
        """Return what the context asks for."""
        contacts = list(readable_contacts(customer, self.caller.facts))
        return dict(
            CustomerDetailSerializer(customer, context={**context, "contacts": contacts}).data
        )


class ContactDetailsView(FactsView):
    """The contact details of one customer."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read"}
    serializer_class = ContactDetailSerializer

    @extend_schema(
        summary="List a customer's contact details",
        responses=ContactDetailSerializer(many=True),
        filters=False,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        """Return the contact details, the one used first on top of its kind; ended ones say until when."""
        del request
        customer = access_customer(uid, self.caller.source, url_name="api-contact-details")
        found = list(readable_contacts(customer, self.caller.facts))
        self.note("api_contact_details", [customer.pk])
        return Response({"results": ContactDetailSerializer(found, many=True).data})
