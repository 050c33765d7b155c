"""The back office as one site."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from unfold.sites import UnfoldAdminSite

from config.lib.office import office_urls


class KjennAdminSite(UnfoldAdminSite):
    """The admin site that every room registers with."""

    site_title = "Kjenn"
    site_header = "Kjenn"
    enable_nav_sidebar = True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the rooms' own screens, then the lists and forms."""
        return [*office_urls(self), *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in colleagues who are still active."""
        return bool(request.user.is_active and request.user.is_staff)  # type: ignore[union-attr]
