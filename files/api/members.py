"""The people of a segment whom the key may contact now; it stands here because each page is a hand-over."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.core.signing import b64_decode, b64_encode
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.pages import MOST, address_after, no_page, page_size
from config.lib.rest.views import ApiView
from consents.choices import Channel
from files.api.examples import MEMBER
from files.api.serializers import MemberPageSerializer, MemberSerializer
from files.api.wanted import check_facts, check_purpose
from files.services.audience_pages import (
    Audience,
    Place,
    Reachable,
    first_place,
    read_audience_page,
)
from profiles.selectors.for_callers import own_ids, readable_customers
from segments.models import Segment

_MOST_SLICES = 1_000_000


class MembersView(ApiView):
    """Who in a segment may be contacted now."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "segments:read"}
    parameters = ("purpose", "channel", "facts", "cursor", "limit")
    serializer_class = MemberPageSerializer

    @extend_schema(
        summary="List who may be contacted now",
        parameters=[
            OpenApiParameter("purpose", required=True, description="A purpose of the key."),
            OpenApiParameter("channel", required=True, enum=Channel.values),
            OpenApiParameter(
                "facts", description="Codes of facts to go along, separated by commas."
            ),
            OpenApiParameter("cursor", description="Where the page begins; take it from `next`."),
            OpenApiParameter("limit", int, description=f"At most so many; between 1 and {MOST}."),
        ],
        responses=MemberPageSerializer,
        examples=[MEMBER],
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a page of those who may be contacted for a purpose through a channel at this very moment.

        They are the last step of the staircase, and nobody else is named. A page may hold fewer than `limit`, even
        none: go on until `next` is null. What you are told is a disclosure, and counts against what one key may read
        in a day. Contact nobody from a list of yesterday.
        """
        segment = get_object_or_404(Segment, slug=code, is_active=True)
        audience = self._audience(segment, request)
        page = read_audience_page(
            audience=audience,
            place=_place(request.query_params.get("cursor", "")) or first_place(segment),
            size=page_size(request),
            actor=self.caller.actor,
            now=timezone.now(),
        )
        return Response(
            {
                "next": _next(request, page.next_place),
                "results": self._results(page.people, audience.slugs),
            }
        )

    def _audience(self, segment: Segment, request: Request) -> Audience:
        said = request.query_params
        purpose = check_purpose(self.caller, said.get("purpose", ""))
        channel = said.get("channel", "")
        if channel not in Channel.values:
            known = ", ".join(Channel.values)
            raise ValidationError({"channel": [_("Name a channel: %(known)s.") % {"known": known}]})
        slugs = tuple(filter(None, said.get("facts", "").split(",")))
        check_facts(self.caller, slugs, field="facts")
        return Audience(segment, purpose, channel, slugs)

    def _results(self, people: list[Reachable], slugs: tuple[str, ...]) -> Any:
        customers = readable_customers(self.caller.source).in_bulk(
            [person.customer_uid for person in people]
        )
        rows = [
            {
                "customer": person.customer_uid,
                "source_ids": own_ids(customers[person.customer_uid]),
                "basis": person.basis,
                "contact": person.contact,
                "facts": {
                    slug: value
                    for slug, value in customers[person.customer_uid].attributes.items()
                    if slug in slugs
                },
            }
            for person in people
            if person.customer_uid in customers
        ]
        return MemberSerializer(rows, many=True).data


def _next(request: Request, place: Place | None) -> str | None:
    if place is None:
        return None
    text = f"{place.slices}.{place.number}.{place.after or ''}"
    return address_after(request, b64_encode(text.encode()).decode())


def _place(cursor: str) -> Place | None:
    """Return where the cursor leads; raise ValidationError for one of no page."""
    if not cursor:
        return None
    try:
        slices, number, after = b64_decode(cursor.encode()).decode().split(".")
        place = Place(int(slices), int(number), UUID(after) if after else None)
    except ValueError as error:
        raise ValidationError({"cursor": [no_page()]}) from error
    if not 0 <= place.number < place.slices <= _MOST_SLICES:
        raise ValidationError({"cursor": [no_page()]})
    return place
