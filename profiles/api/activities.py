"""Activities: what one customer did, and what programs deliver."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from config.lib.rest.bodies import checked_body
from config.lib.rest.problems import errors_of
from config.lib.rest.views import ApiView, ListView
from profiles.api.access import access_customer
from profiles.api.activity_serializers import (
    ActivitySerializer,
    BatchAnswerSerializer,
    BatchSerializer,
    DeliveredSerializer,
    NewActivitySerializer,
)
from profiles.api.examples import ACTIVITY, BATCH, BATCH_ANSWER, DELIVERED, NEW_ACTIVITY
from profiles.api.facts import PeopleView
from profiles.filters import EventFilterSet
from profiles.models import Event, Source
from profiles.services.activities import record_activities


class CustomerActivitiesView(PeopleView, ListView):
    """What one customer did."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "activities:read"}
    queryset = Event.objects.none()  # tells the schema the model
    serializer_class = ActivitySerializer
    filterset_class = EventFilterSet
    orders: ClassVar[Mapping[str, Sequence[str]]] = {
        "-occurred_at": ("-occurred_at", "-pk"),
        "occurred_at": ("occurred_at", "pk"),
    }

    def get_queryset(self) -> QuerySet[Event]:
        """Return the customer's activities, with what was bought; none where the key has no purpose left."""
        customer = access_customer(
            self.kwargs["uid"], self.caller.source, url_name="api-customer-activities"
        )
        if not self.caller.purposes_of([customer.pk])[customer.pk]:
            return Event.objects.none()
        found = Event.objects.filter(customer=customer.pk).select_related("source", "campaign")
        return found.prefetch_related("lines__product")

    def shown(self, rows: list[Event]) -> None:
        """Write whom the key saw into the read log."""
        del rows
        self.note("api_activities", [self.kwargs["uid"]])

    @extend_schema(summary="List a customer's activities", examples=[ACTIVITY])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return a page of what a customer did, newest first; nothing of who said no to all that the key acts for."""
        return super().get(request, uid)


class DeliveringView(ApiView):
    """A view through which a source delivers activities."""

    def record(self, activities: Sequence[Mapping[str, Any]]) -> list[str]:
        """Write them down as the key's source; return what came of each."""
        return record_activities(
            source=Source.objects.get(slug=self.caller.source),
            activities=activities,
            actor=self.caller.actor,
            now=timezone.now(),
        )


class ActivitiesView(DeliveringView):
    """The intake for one activity."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "activities:write"}

    @extend_schema(
        summary="Deliver an activity",
        request=NewActivitySerializer,
        responses={201: DeliveredSerializer, 200: DeliveredSerializer},
        examples=[NEW_ACTIVITY, DELIVERED],
    )
    def post(self, request: Request) -> Response:
        """Take in one thing that a customer did; the same `key` again changes it or does nothing.

        A `source_id` that the source has not used before becomes a customer known by that id alone.
        """
        said = checked_body(NewActivitySerializer, request)
        (outcome,) = self.record([said])
        answer = {"key": said["key"], "outcome": outcome}
        return Response(
            DeliveredSerializer(answer).data, status=201 if outcome == "created" else 200
        )


class ActivityBatchView(DeliveringView):
    """The intake for up to a thousand activities."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "activities:write"}
    needs_token = ("POST",)

    @extend_schema(
        summary="Deliver many activities",
        request=BatchSerializer,
        responses=BatchAnswerSerializer,
        examples=[BATCH, BATCH_ANSWER],
    )
    def post(self, request: Request) -> Response:
        """Take in up to 1,000 activities; each gets an outcome of its own, in the order in which they came.

        What cannot be taken is `refused`, with the fields at fault; the others land. Of a key that stands in the batch
        twice the first counts, and the second is `repeated`.
        """
        checked_body(BatchSerializer, request)
        judge = _Judge()
        answers = [judge(item) for item in request.data["activities"]]
        good = judge.good
        outcomes = dict(zip(good, self.record(list(good.values())), strict=True)) if good else {}
        for answer in answers:
            answer.setdefault("outcome", outcomes.get(answer["key"], ""))
        counts = Counter(str(answer["outcome"]) for answer in answers)
        return Response({"counts": dict(counts), "results": answers})


class _Judge:
    """Look at the items of a batch with one serializer: making its fields anew costs more than using them."""

    def __init__(self) -> None:
        self.good: dict[str, dict[str, Any]] = {}
        self._serializer = NewActivitySerializer()
        self._known = self._serializer.fields.keys()

    def __call__(self, item: Any) -> dict[str, Any]:
        """Keep a good item for writing; return its answer, with the outcome where it is settled already."""
        problems: dict[str, Any] = {}
        try:
            said = self._serializer.run_validation(item)
        except ValidationError as error:
            found = error.detail
            problems = (
                found if isinstance(found, dict) else {api_settings.NON_FIELD_ERRORS_KEY: found}
            )
        is_object = isinstance(item, dict)
        for name in sorted(item.keys() - self._known) if is_object else ():
            problems[name[:60]] = [_("This is not known here.")]
        if problems:
            key = str(item.get("key", ""))[:120] if is_object else ""
            return {
                "key": key,
                "outcome": "refused",
                "errors": errors_of(ValidationError(problems)),
            }
        if said["key"] in self.good:
            return {"key": said["key"], "outcome": "repeated"}
        self.good[said["key"]] = said
        return {"key": said["key"]}
