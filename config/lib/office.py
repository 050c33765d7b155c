"""Screens of the back office beside the lists and forms of the admin.

A room writes an `OfficeView`, registers it in its `admin` module, and gets sign-in, permission, title, breadcrumbs
and the frame `office/page.html`; the site adds what is registered to its addresses, under the admin's namespace.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views import View

from config.lib.errors import DomainError

Crumb = tuple[str, str | None]
Page = Callable[..., HttpResponseBase]

_pages: list[tuple[str, Page, str]] = []


def register_page(route: str, page: Page, name: str) -> None:
    """Add a screen under the back office's address; `reverse("admin:" + name)` leads to it."""
    _pages.append((route, page, name))


def office_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the registered screens, each behind the site's sign-in."""
    return [path(route, site.admin_view(page), name=name) for route, page, name in _pages]


def office_context(request: HttpRequest, *, title: str, **context: Any) -> dict[str, Any]:
    """Return what `office/page.html` and the menu need; `breadcrumbs` are (label, address) pairs."""
    return {**admin.site.each_context(request), "title": title, "breadcrumbs": [], **context}


class OfficeView(PermissionRequiredMixin, View):
    """One screen of the back office.

    Set `template_name`, `title` (or `get_title`), `permission_required`, and where it hangs with `get_breadcrumbs`;
    answer with `self.page(**context)`. Whoever lacks the permission gets 403.
    """

    template_name = "office/page.html"
    title: Any = ""
    raise_exception = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; what a service refuses is said on the page that asked, and nothing is half done."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            if request.method == "GET":
                return self.page(template="office/refused.html", reason=str(refusal), status=409)
            self.warn(refusal)
            return HttpResponseRedirect(request.get_full_path())

    def get_title(self) -> str:
        """Return the heading of the page."""
        return str(self.title)

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        """Return what stands between Home and this page."""
        return []

    def page(self, *, status: int = 200, template: str = "", **context: Any) -> TemplateResponse:
        """Answer with the page."""
        request = self.request
        request.current_app = admin.site.name
        frame = office_context(request, title=self.get_title(), breadcrumbs=self.get_breadcrumbs())
        return TemplateResponse(
            request, template or self.template_name, {**frame, **context}, status=status
        )

    def say(self, text: object) -> None:
        """Show a sentence on the next page: what has been done."""
        messages.success(self.request, str(text))

    def warn(self, text: object) -> None:
        """Show a sentence on the next page: what could not be done, and why."""
        messages.error(self.request, str(text))
