"""What each request of a signed-in person carries along."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils import translation

from config.guide import opened_step
from profiles.models import Steward
from profiles.selectors import find_company
from profiles.services.colleagues import note_guide_step

# What works before the company has been described: signing in and out, one's password, and the page that asks.
_OPEN = frozenset(
    {"login", "logout", "password_change", "password_change_done", "jsi18n", "company", "account"}
)


class StewardMiddleware:
    """Show the back office in the language that its reader chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the person's language for this request alone."""
        language = getattr(request.user, "language", "")
        if not language:
            return self.get_response(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            return response


class CompanyFirstMiddleware:
    """Lead every page of the back office to one question until the company has been described."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._is_described = False  # once it is, it stays so: no query a request

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Redirect to the company's page, where there is none yet."""
        del view, args, kwargs
        if self._is_described or not _is_office_page(request):
            return None
        self._is_described = find_company() is not None
        return None if self._is_described else HttpResponseRedirect(reverse("admin:company"))


class GuideMiddleware:
    """Note the pages that complete a step of the guided path, once for each person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note what was opened."""
        response = self.get_response(request)
        match, person = request.resolver_match, request.user
        if response.status_code == HTTPStatus.OK and match and isinstance(person, Steward):
            step = opened_step(match.url_name or "", set(person.guide_steps))
            if step:
                note_guide_step(steward=person, step=step)
        return response


def _is_office_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    if not isinstance(match, ResolverMatch) or "admin" not in match.app_names:
        return False
    return request.user.is_authenticated and match.url_name not in _OPEN
