"""May we? One customer, one purpose, one channel, now."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consents.api.customers import customer_named
from consents.api.examples import PERMISSION
from consents.api.serializers import PermissionSerializer, shown_point
from consents.choices import NO, YES, Basis, Channel
from consents.selectors import permission
from consents.selectors.for_callers import standing_entry
from profiles.api.facts import FactsView

_PARAMETERS = [
    OpenApiParameter("customer", required=True, description="The id of the customer."),
    OpenApiParameter("purpose", required=True, description="One that the key acts for."),
    OpenApiParameter("channel", required=True, enum=Channel.values),
]


class PermissionView(FactsView):
    """Whether a customer may be contacted, on which basis, by which entry."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "consents:read"}
    parameters = ("customer", "purpose", "channel")

    @extend_schema(
        summary="Ask whether a customer may be contacted",
        parameters=_PARAMETERS,
        responses=PermissionSerializer,
        examples=[PERMISSION],
    )
    def get(self, request: Request) -> Response:
        """Return yes or no for one customer, purpose and channel as of now: the last step of "may be contacted now"."""
        said = request.query_params
        purpose, channel = said.get("purpose", ""), said.get("channel", "")
        self._check(purpose, channel)
        customer = customer_named(said.get("customer", ""), is_hidden_too=True)
        now = timezone.now()
        found = permission(customer_uid=customer.pk, purpose=purpose, channel=channel, now=now)
        states = YES if found.basis == Basis.CONSENT else () if found.allowed else NO
        entry = standing_entry(
            customer_uid=customer.pk,
            purpose=purpose,
            channel=channel,
            states=states,
            point=found.contact_point,
        )
        self.note("api_permission", [customer.pk])
        self.weigh([customer.pk])
        answer = {
            "allowed": found.allowed,
            "basis": found.basis,
            "reason": found.reason,
            "contact_detail": shown_point(found.contact_point, self.people[customer.pk]),
            "entry": entry,
            "checked_at": now,
        }
        return Response(PermissionSerializer(answer).data, headers={"Cache-Control": "no-store"})

    def _check(self, purpose: str, channel: str) -> None:
        if purpose not in self.caller.purposes:
            raise ValidationError({"purpose": [_("Name a purpose that this key acts for.")]})
        if channel not in Channel.values:
            raise ValidationError(
                {"channel": [_("Name one of: %(names)s.") % {"names": ", ".join(Channel.values)}]}
            )
