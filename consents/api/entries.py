"""Consent entries: the list, and a decision delivered."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.bodies import checked_body
from config.lib.rest.views import ListView
from consents.api.customers import customer_named
from consents.api.examples import ENTRY, NEW_NO, NEW_YES, RECORDED
from consents.api.serializers import EntrySerializer, NewEntrySerializer, RecordedSerializer
from consents.filters import DecisionFilterSet
from consents.models import Decision
from consents.selectors.for_callers import readable_entries, with_people
from consents.services.delivered import Delivery, record_delivery
from profiles.api.facts import FactsView

_CUSTOMER = OpenApiParameter("customer", UUID, description="Entries of this customer alone.")


class EntryListView(FactsView, ListView):
    """The consent entries of the purposes that the key acts for."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "consents:read", "POST": "consents:write"}
    parameters = ("fields", "customer")
    queryset = Decision.objects.none()  # tells the schema the model
    serializer_class = EntrySerializer
    filterset_class = DecisionFilterSet
    orders: ClassVar[Mapping[str, Sequence[str]]] = {
        "-recorded_at": ("-seq",),
        "recorded_at": ("seq",),
    }

    def get_queryset(self) -> QuerySet[Decision]:
        """Return the entries that the key may read."""
        said = self.request.query_params.get("customer")
        customer = customer_named(said) if said else None
        return readable_entries(self.caller.purposes, customer)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Add to a page whom and what its entries are about."""
        rows = with_people(super().paginate_queryset(queryset) or [])
        self.weigh({row.customer_uid for row in rows})
        return rows

    def shown(self, rows: list[Any]) -> None:
        """Write whom the key saw into the read log."""
        self.note("api_consents", sorted({row.customer_uid for row in rows}))

    @extend_schema(summary="List consent entries", parameters=[_CUSTOMER], examples=[ENTRY])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of the ledger, newest first: decisions about the purposes of the key, and those above them.

        The ledger is only ever added to; what holds now is answered by `GET /permission`.
        """
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Record a consent entry",
        request=NewEntrySerializer,
        responses={201: RecordedSerializer},
        examples=[NEW_YES, NEW_NO, RECORDED],
    )
    def post(self, request: Request) -> Response:
        """Record what a person has decided elsewhere.

        A no is always taken, for any purpose. A yes needs its time, where it was given, the text that the person saw,
        and the address it is about; it never lifts a newer no, and the key must act for its purpose.
        """
        said = checked_body(NewEntrySerializer, request)
        if said["says"] != "no" and said["purpose"] not in self.caller.purposes:
            raise ValidationError({"purpose": [_("This key does not act for this purpose.")]})
        customer = customer_named(str(said.pop("customer")), is_hidden_too=True)
        uid = record_delivery(
            delivery=Delivery(customer=customer, source=self.caller.source, **said),
            actor=self.caller.actor,
            now=timezone.now(),
        )
        return Response(RecordedSerializer({"id": uid}).data, status=201)
