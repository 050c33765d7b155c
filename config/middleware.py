"""What each request of a signed-in person carries along."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, reverse
from django.utils import translation

from config.guide import opened_step
from config.trial.wish import wish_file
from profiles.models import Company, Steward
from profiles.selectors import find_company
from profiles.services.colleagues import note_guide_step

_LOOK_AGAIN_SECONDS = 3
# What works before the company has been described: signing in and out, one's password, and the pages that ask.
_OPEN = frozenset(
    {
        "login",
        "logout",
        "password_change",
        "password_change_done",
        "jsi18n",
        "company",
        "welcome",
        "account",
    }
)


class EmptyingMiddleware:
    """While the trial is being emptied, ask every visitor for a moment: there is no database to ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._wish = wish_file(settings.VAR_DIR) if settings.HAS_OWN_DATABASE else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that it takes a moment; the page looks again by itself."""
        if self._wish is None or not self._wish.exists() or request.path == "/healthz":
            return self.get_response(request)
        response = TemplateResponse(request, "emptying.html", status=503).render()
        response["Refresh"] = f"{_LOOK_AGAIN_SECONDS}; url={reverse('admin:index')}"
        response["Retry-After"] = str(_LOOK_AGAIN_SECONDS)
        return response


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
    """Lead every page of the back office to one question until the company has been described.

    What is known of it goes with the request, for the line that says that a company is made up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._company: Company | None = (
            None  # once it is described, it stays so: no query a request
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        request.is_made_up = self._is_made_up  # type: ignore[attr-defined]
        # The trial sends no mail: it goes into the mailbox.
        request.stays_here = settings.IS_TRIAL  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Redirect to the first page, where there is no company yet."""
        del view, args, kwargs
        if not _is_office_page(request) or self._known() is not None:
            return None
        first = "admin:welcome" if settings.HAS_OWN_DATABASE else "admin:company"
        return HttpResponseRedirect(reverse(first))

    def _known(self) -> Company | None:
        # A trial may be emptied under a running process, which must not remember it.
        if self._company is None or settings.HAS_OWN_DATABASE:
            self._company = find_company()
        return self._company

    def _is_made_up(self) -> bool:
        """Say whether the company does not exist; templates call this where they tell so."""
        company = self._company or self._known()
        return company is not None and company.is_made_up


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
