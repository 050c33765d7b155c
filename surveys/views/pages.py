"""What every public page has in common: its language, its headers, and the kind no."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.lib.languages import LANGUAGES
from profiles.selectors import find_company
from surveys.models import Invitation
from surveys.selectors.languages import NAMES, spoken
from surveys.selectors.links import LinkState
from surveys.views.visitor import is_guessing, note_miss

if TYPE_CHECKING:
    from profiles.models import Company

View = Callable[..., HttpResponse]

_METHODS = ("GET", "HEAD", "POST")

# Title, sentence, and status; all in one template, so that no answer tells more than its sentence.
_CLOSED = {
    LinkState.UNKNOWN: (
        _("We do not know this link"),
        _(
            "Perhaps it was cut off on its way. Try to open it again from the message you received, or copy all of it."
        ),
        404,
    ),
    LinkState.REVOKED: (
        _("This link is no longer in use"),
        _(
            "It has been withdrawn, and nothing is needed from you. If you have received a newer one, please use that."
        ),
        410,
    ),
    LinkState.EXPIRED: (
        _("This link has run out"),
        _(
            "Thank you for stopping by. The time for answering is over, and nothing is needed from you."
        ),
        410,
    ),
    LinkState.USED: (
        _("Your answers have arrived"),
        _("This link has been used, so there is nothing more to do. Thank you."),
        410,
    ),
    LinkState.CLOSED: (
        _("This survey is closed"),
        _(
            "Thank you for stopping by. We are not taking answers at the moment, and nothing is needed from you."
        ),
        410,
    ),
}
TOO_MANY = (
    _("Please wait a little"),
    _("Many unknown links have been opened from your network. Try again in ten minutes."),
    429,
)


def private_page(view: View) -> View:
    """Keep a page behind a personal link out of caches, search engines, Referer headers and logs; look or send only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_known = request.method in _METHODS
        response = view(request, *args, **kwargs) if is_known else HttpResponseNotAllowed(_METHODS)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # The address holds the token, and Django would log the address of every refusal.
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
        return response

    return guarded


def page_language(request: HttpRequest, invitation: Invitation | None) -> str:
    """Return the language of the page: chosen on it, else the person's, else the browser's, else the company's."""
    company = find_company()
    chosen = (request.POST.get("language") or request.GET.get("language") or "").strip()
    if chosen in LANGUAGES:
        return chosen
    if invitation is not None:
        return spoken(invitation.language or invitation.customer.language, company)
    asked = translation.get_language_from_request(request)
    return spoken(
        asked if "accept-language" in {key.lower() for key in request.headers} else "", company
    )


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    language: str,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page in a language; the frame needs the company and the other languages."""
    company: Company | None = find_company()
    frame = {
        "company": company,
        "language": language,
        "languages": [
            {"code": code, "name": NAMES[code], "is_current": code == language}
            for code in LANGUAGES
        ],
    }
    with translation.override(language):
        response = render(request, template, {**frame, **context}, status=status)
    response.headers["Content-Language"] = language
    return response


def closed_page(
    request: HttpRequest, state: LinkState, invitation: Invitation | None = None
) -> HttpResponse:
    """Say kindly that a link opens nothing; every reason has the same page."""
    if state == LinkState.UNKNOWN:
        note_miss(request)
    return _kind_no(request, _CLOSED[state], page_language(request, invitation))


def guessing_page(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks to wait, where this network tries links, or nothing."""
    if not is_guessing(request):
        return None
    response = _kind_no(request, TOO_MANY, page_language(request, None))
    response.headers["Retry-After"] = "600"
    return response


def _kind_no(request: HttpRequest, said: tuple[Any, Any, int], language: str) -> HttpResponse:
    title, sentence, status = said
    context = {"page_title": title, "sentence": sentence}
    return show(request, "public/closed.html", context, language=language, status=status)
