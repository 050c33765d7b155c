"""Customers: the list, one of them, and their contact details."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.bodies import checked_body
from config.lib.rest.etags import check_match, etag_of, is_unchanged
from config.lib.rest.views import ListView
from profiles.api.access import access_customer
from profiles.api.examples import (
    CHANGE,
    CONTACT_DETAILS,
    CUSTOMER,
    CUSTOMER_DETAIL,
    IF_MATCH,
    NEW_CUSTOMER,
    SAID,
)
from profiles.api.facts import FactsView
from profiles.api.records import SayingView
from profiles.api.serializers import (
    ChangeSerializer,
    ContactDetailsSerializer,
    CustomerDetailSerializer,
    CustomerSerializer,
    NewCustomerSerializer,
    SaidSerializer,
)
from profiles.filters import FACT_OF_FILTER, CustomerFilterSet
from profiles.models import Customer
from profiles.selectors.for_callers import (
    lock_customer,
    own_ids,
    readable_contacts,
    readable_customers,
)

_NAMES = frozenset({"given_name", "family_name", "organisation_name"})


class CustomerListView(SayingView, ListView):
    """The customers, page by page."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read", "POST": "customers:write"}
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

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out of whom a fact may not be read that the list is narrowed or ordered by: their place would tell."""
        found = super().filter_queryset(queryset)
        for slug in self._facts_used():
            found = found.filter(self.caller.may_read(slug))
        return found

    def paginate_queryset(self, queryset: Any) -> Any:
        """Weigh the people of a page before it is shown."""
        rows: list[Customer] = super().paginate_queryset(queryset) or []
        self.weigh([row.pk for row in rows])
        return rows

    def _facts_used(self) -> list[str]:
        said = self.request.query_params
        used = {slug for name, slug in FACT_OF_FILTER.items() if said.get(name)}
        return sorted(used | (_NAMES if "sort_key" in self.get_order()[0] else set()))

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

        To follow changes, keep the latest `updated_at` that you saw and ask with `ordering=updated_at` and
        `updated_since` five minutes before it: a change is dated when its writing begins. Whoever has said no to what
        the key acts for keeps their place and shows no facts; a filter on a fact and the order by name leave them out.
        """
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Add a customer",
        request=NewCustomerSerializer,
        responses={201: SaidSerializer, 200: SaidSerializer},
        examples=[NEW_CUSTOMER, SAID],
    )
    def post(self, request: Request) -> Response:
        """Say something of a customer whom the key's source has not spoken of before.

        Where somebody has the same e-mail address or telephone number and nothing contradicts, the statement joins
        that customer (`joined`, 200); otherwise a customer is made (`created`, 201).
        """
        said = checked_body(NewCustomerSerializer, request)
        return self.say(said, source_id=said["source_id"], kind=said["kind"], is_new=True)


class CustomerView(SayingView):
    """One customer."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read", "PATCH": "customers:write"}
    parameters = ("fields",)
    serializer_class = CustomerDetailSerializer

    @extend_schema(summary="Read a customer", examples=[CUSTOMER_DETAIL])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return a customer with source and date of each fact, contact details, and the ETag for a change."""
        customer = self.access(uid)
        whole = self.representation(customer)
        etag = etag_of(whole)
        if is_unchanged(request, etag):
            return Response(status=304, headers={"ETag": etag})
        self.note("api_customer", [customer.pk])
        context = self.get_serializer_context()
        data = whole if context["fields"] is None else self.part(customer, context)
        return Response(data, headers={"ETag": etag})

    @extend_schema(
        summary="Change a customer",
        request=ChangeSerializer,
        responses=SaidSerializer,
        parameters=[IF_MATCH],
        examples=[CHANGE, SAID],
    )
    def patch(self, request: Request, uid: UUID) -> Response:
        """Say some facts anew, as the key's source; what other sources say stays, and the best of it is shown.

        Facts that are not named stay as they are. `If-Match` must hold the ETag that was read.
        """
        with transaction.atomic():
            lock_customer(uid)
            customer = self.access(uid)
            said = checked_body(ChangeSerializer, request)
            check_match(request, etag_of(self.representation(customer)))
            return self.say(
                said,
                source_id=_own_id(customer, said),
                customer=customer,
                is_partial=True,
            )

    def representation(self, customer: Customer) -> dict[str, Any]:
        """Return all that this key may see of a customer: what the ETag stands for."""
        return self.part(customer, {**self.get_serializer_context(), "fields": None})

    def part(self, customer: Customer, context: dict[str, Any]) -> dict[str, Any]:
        """Return what the context asks for."""
        contacts = list(readable_contacts(customer, self.people[customer.pk]))
        return dict(
            CustomerDetailSerializer(customer, context={**context, "contacts": contacts}).data
        )

    def access(self, uid: UUID) -> Customer:
        """Return the customer, weighed."""
        customer = access_customer(uid, self.caller.source, url_name="api-customer")
        self.weigh([customer.pk])
        return customer


class ContactDetailsView(FactsView):
    """The contact details of one customer."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "customers:read"}
    serializer_class = ContactDetailsSerializer

    @extend_schema(
        summary="List a customer's contact details",
        responses=ContactDetailsSerializer,
        examples=[CONTACT_DETAILS],
    )
    def get(self, request: Request, uid: UUID) -> Response:
        """Return the contact details, the one used first on top of its kind; ended ones say until when."""
        del request
        customer = access_customer(uid, self.caller.source, url_name="api-contact-details")
        self.weigh([customer.pk])
        found = list(readable_contacts(customer, self.people[customer.pk]))
        self.note("api_contact_details", [customer.pk])
        return Response(ContactDetailsSerializer({"results": found}).data)


def _own_id(customer: Customer, said: Mapping[str, Any]) -> str:
    """Return the id under which the source speaks; raise ValidationError where there is none, or more than one."""
    known = own_ids(customer)
    if "source_id" in said:
        return str(said["source_id"])
    if len(known) != 1:
        raise ValidationError(
            {"source_id": [_("Name the id under which your system knows this customer.")]}
        )
    return known[0]
