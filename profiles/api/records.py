"""What a program says of customers, as the source that its key speaks for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.bodies import checked_body
from profiles.api.examples import RECORD, SAID
from profiles.api.facts import FactsView
from profiles.api.serializers import RecordSerializer, SaidSerializer
from profiles.services.statements import Statement, record_statement

LONGEST_ID = 200


class SayingView(FactsView):
    """A view through which a source speaks."""

    def say(self, said: Mapping[str, Any], **details: Any) -> Response:
        """Record a statement of the key's source, and answer whom it was about."""
        now = timezone.now()
        statement = Statement(
            source=self.caller.source,
            facts=said["facts"],
            observed_at=said.get("observed_at", now),
            **details,
        )
        done = record_statement(statement=statement, actor=self.caller.actor, now=now)
        answer = {
            "id": done.customer_uid,
            "source_id": statement.source_id,
            "outcome": done.outcome,
        }
        return Response(
            SaidSerializer(answer).data,
            status=201 if done.outcome == "created" else 200,
            headers={"Location": reverse("api-customer", args=[done.customer_uid])},
        )


class RecordView(SayingView):
    """What the key's source says of one customer, under its own id."""

    scopes: ClassVar[Mapping[str, str]] = {"PUT": "customers:write"}

    @extend_schema(
        summary="Say all that a source knows",
        request=RecordSerializer,
        responses={201: SaidSerializer, 200: SaidSerializer},
        examples=[RECORD, SAID],
    )
    def put(self, request: Request, source_id: str) -> Response:
        """Replace what the key's source says under its own id; a new id adds a customer, as POST /customers does.

        Facts that are left out are taken back: the source no longer says them. Deliver each change of your system
        here and nothing needs to be read first; a delivery that arrives late (`observed_at`) changes nothing.
        """
        if len(source_id) > LONGEST_ID:
            raise ValidationError({"source_id": [_("An id is at most 200 characters.")]})
        said = checked_body(RecordSerializer, request)
        return self.say(said, source_id=source_id, kind=said["kind"])
