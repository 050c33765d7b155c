"""The back office as one site."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, re_path, reverse
from unfold.sites import UnfoldAdminSite

from config.lib.office import office_urls


class KjennAdminSite(UnfoldAdminSite):
    """The admin site that every room registers with."""

    site_title = "Kjenn"
    site_header = "Kjenn"
    enable_nav_sidebar = True
    final_catch_all_view = (
        False  # Django's has no name, and what has none cannot be in the access table
    )

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the rooms' own screens, the lists and forms, and what answers where there is nothing."""
        nothing = re_path(r"(?P<url>.*)$", self.admin_view(self.catch_all_view), name="nothing")
        return [*office_urls(self), *super().get_urls(), nothing]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponse:
        """Lead from the address of a room in code, which is no screen of ours, to the start page."""
        del request, app_label, extra_context
        return HttpResponseRedirect(reverse("admin:index"))


def sign_in_name(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """Return who tries to sign in, in the one spelling that failures are counted under."""
    said = credentials or request.POST
    return str(said.get("username", "")).strip().lower()
