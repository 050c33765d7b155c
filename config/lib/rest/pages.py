"""Pages of a list by the key of the last row: the thousandth costs what the first does, and nothing is counted."""

import json
from typing import Any
from urllib.parse import parse_qs

from django.core.signing import b64_decode
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.keyset import KeysetPage
from config.lib.rest.storable import refuse_unstorable

USUAL, MOST = 50, 200


class KeysetPagination(BasePagination):
    """`?cursor=` and `?limit=`; the view's `get_order()` names columns that together are unique."""

    parameters = frozenset({"cursor", "limit"})
    next_address: str | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        """Return the rows of the page that was asked for; raise ValidationError for a cursor of no page."""
        cursor = request.query_params.get("cursor", "")
        _refuse_nonsense(cursor)
        parameters = {"after": cursor} if cursor else {}
        page: KeysetPage[Any] = KeysetPage(
            queryset, view.get_order(), parameters, page_size(request)
        )
        if cursor and not page.has_previous:
            raise ValidationError({"cursor": [no_page()]})
        if page.has_next:
            cursor = parse_qs(page.next_query)["after"][0]
            self.next_address = address_after(request, cursor)
        return page.items

    def get_paginated_response(self, data: Any) -> Response:
        """Answer with the page and the address of the next."""
        return Response({"next": self.next_address, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page for OpenAPI."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null on the last.",
                    "example": None,
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters for OpenAPI."""
        del view
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where the page begins; take it from `next`.",
                "schema": {"type": "string"},
            },
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": "How many rows a page holds at most.",
                "schema": limit,
            },
        ]


def no_page() -> str:
    """Return the sentence about a cursor that was made up."""
    return _("This cursor belongs to no page of this list: take it from “next”, unchanged.")


def _refuse_nonsense(cursor: str) -> None:
    try:
        if cursor:
            refuse_unstorable(json.loads(b64_decode(cursor.encode())))
    except (ValueError, RecursionError) as error:
        raise ValidationError({"cursor": [no_page()]}) from error


def page_size(request: Request) -> int:
    """Return how many rows a page shall hold; raise ValidationError for too many or none."""
    said = request.query_params.get("limit", "")
    if not said:
        return USUAL
    if not said.isascii() or not said.isdecimal() or not 1 <= int(said[:6]) <= MOST:
        raise ValidationError(
            {"limit": [_("Ask for between 1 and %(most)s rows.") % {"most": MOST}]}
        )
    return int(said)


def address_after(request: Request, cursor: str) -> str:
    """Return the address of the page that begins at a cursor, with all else as it was asked."""
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
