"""The API, version 1: the rooms' resources put together, its schema, and its page."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


@extend_schema(exclude=True)
class NoSuchAddressView(APIView):
    """Whatever stands below /api/v1/ and is no address: a problem, and not a page."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise NotFound(_("There is nothing at this address; addresses end without a slash."))

    def get(self, request: Request) -> Response:
        """Never answer: `initial` has."""
        raise NotImplementedError


class DocumentationView(SpectacularSwaggerSplitView):
    """The page that shows the schema and lets a colleague try a key; its scripts are files of ours."""

    template_name = "config/api_page.html"
    throttle_classes: list[Any] = []
    url_name = "api-schema"


class SchemaView(SpectacularJSONAPIView):
    """The schema, for signed-in colleagues and for tools."""

    throttle_classes: list[Any] = []


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", SchemaView.as_view(), name="api-schema"),
    path("docs", DocumentationView.as_view(), name="api-docs"),
    path("", include("profiles.api.urls")),
    path("", include("consents.api.urls")),
    path("", include("segments.api.urls")),
    path("", include("surveys.api.urls")),
    path("", include("files.api.urls")),
    re_path(r"^[\s\S]*$", NoSuchAddressView.as_view(), name="api-nothing"),
]
