"""Segments over the API; the people in them come from files.api, by the last step of law 5 alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.views import ApiView, ListView
from consents.selectors.reach import REASONS
from profiles.api.access import access_customer
from profiles.models import Customer
from profiles.services.reading import log_read
from segments.api.examples import REFRESH, REFRESH_QUEUED, SEGMENT, SEGMENT_DETAIL, WHY
from segments.api.serializers import (
    RefreshSerializer,
    SegmentDetailSerializer,
    SegmentSerializer,
    WhySerializer,
)
from segments.models import Segment, SegmentRun
from segments.selectors.explained import explanation
from segments.selectors.for_callers import readable_segments
from segments.services.runs import queue_refresh


class SegmentListView(ListView):
    """The segments, page by page."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "segments:read"}
    parameters = ("fields",)
    queryset = Segment.objects.none()
    serializer_class = SegmentSerializer
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"code": ("slug",)}

    def get_queryset(self) -> QuerySet[Segment]:
        """Return the segments in use."""
        return readable_segments(self.caller.purposes)

    @extend_schema(summary="List segments", examples=[SEGMENT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of segments: what each is, how large, and how many may be contacted."""
        return super().get(request, *args, **kwargs)


class SegmentView(ApiView):
    """One segment."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "segments:read"}
    parameters = ("fields",)
    serializer_class = SegmentDetailSerializer

    @extend_schema(summary="Read a segment", examples=[SEGMENT_DETAIL])
    def get(self, request: Request, code: str) -> Response:
        """Return a segment with every step of its staircase, for the purposes of the key."""
        del request
        segment = get_object_or_404(readable_segments(self.caller.purposes), slug=code)
        return Response(self.get_serializer(segment).data)


class RefreshView(ApiView):
    """Bring the members of a segment up to date."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "segments:refresh"}
    serializer_class = RefreshSerializer

    @extend_schema(
        summary="Refresh a segment",
        request=None,
        responses={202: RefreshSerializer},
        examples=[REFRESH_QUEUED],
    )
    def post(self, request: Request, code: str) -> Response:
        """Queue a refresh and return it; ask for it at `Location` until it is done.

        While one waits or runs, another call joins it.
        """
        del request
        segment = get_object_or_404(Segment, slug=code, is_active=True)
        run = queue_refresh(segment=segment, actor=self.caller.actor, now=timezone.now())
        where = reverse("api-segment-refresh", args=[code, run.pk])
        return Response(RefreshSerializer(run).data, status=202, headers={"Location": where})


class RefreshStateView(ApiView):
    """One refresh."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "segments:read"}
    serializer_class = RefreshSerializer

    @extend_schema(summary="Follow a refresh", examples=[REFRESH])
    def get(self, request: Request, code: str, uid: UUID) -> Response:
        """Return how far a refresh has come, or what it did."""
        del request
        run = get_object_or_404(SegmentRun, segment__slug=code, segment__is_active=True, pk=uid)
        return Response(RefreshSerializer(run).data)


class WhyView(ApiView):
    """Why one customer is in a segment, or not."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "segments:read"}
    serializer_class = WhySerializer

    @extend_schema(summary="Ask why a customer is in a segment", examples=[WHY])
    def get(self, request: Request, code: str, uid: UUID) -> Response:
        """Return every condition with its answer for one customer, as of now.

        Only for a purpose of the key, and only of somebody whose data may be used for it. To be in a segment is no
        permission: ask `permission` before you contact anybody.
        """
        del request
        segment = get_object_or_404(Segment, slug=code, is_active=True)
        self._check_purpose(segment)
        customer = access_customer(uid, self.caller.source, url_name="api-segment-why", code=code)
        now = timezone.now()
        said = self._said(segment, customer, now)
        log_read(
            actor=self.caller.actor,
            view="api_segment_why",
            subjects=[customer.pk],
            purpose=segment.purpose_id,
            reference=f"segment:{segment.slug}",
            now=now,
        )
        context = {"is_private_open": "facts:private" in self.caller.scopes}
        return Response(WhySerializer(said, context=context).data)

    def _said(self, segment: Segment, customer: Customer, now: datetime) -> dict[str, Any]:
        """Return the answer; nothing of somebody who said no to the purpose: each condition would tell a fact."""
        if segment.purpose_id not in self.caller.purposes_of([customer.pk])[customer.pk]:
            return {
                "is_member": None,
                "member_since": None,
                "meets_conditions": None,
                "refusal": str(REASONS["basis"]),
                "reasons": (),
            }
        found = explanation(segment, customer, now)
        return {
            "is_member": found.membership is not None,
            "member_since": found.membership.entered_at if found.membership else None,
            "meets_conditions": found.holds,
            "refusal": found.refusal,
            "reasons": found.reasons,
        }

    def _check_purpose(self, segment: Segment) -> None:
        if segment.purpose_id not in self.caller.purposes:
            raise PermissionDenied(
                _("This key does not act for the segment’s purpose, %(purpose)s.")
                % {"purpose": segment.purpose_id}
            )
