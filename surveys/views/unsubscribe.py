"""One click in a mail program (RFC 8058), or two for a person who opens the address."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from consents.choices import Method
from profiles.selectors import get_company
from surveys.models import Invitation
from surveys.selectors.links import LinkState, choices_link, find_invitation
from surveys.services.choices import Act
from surveys.services.choices import unsubscribe as record_no
from surveys.services.invitations import issue_choices_link
from surveys.views.pages import closed_page, guessing_page, page_language, private_page, show
from surveys.views.visitor import evidence_of


@csrf_exempt
@private_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first (GET), or record the no (POST); a used or expired link still unsubscribes."""
    waiting = guessing_page(request)
    if waiting is not None:
        return waiting
    invitation = find_invitation(token)
    if invitation is None:
        return closed_page(request, LinkState.UNKNOWN)
    language = page_language(request, invitation)
    is_done = request.method == "POST"
    context: dict[str, object] = {"is_done": is_done, "is_survey": invitation.kind == "survey"}
    if is_done:
        act = Act(method=Method.ONE_CLICK, language=language, evidence=evidence_of(request))
        with translation.override(language):
            record_no(invitation=invitation, act=act, now=timezone.now())
        context["choices_link"] = _choices_link(invitation, language)
    return show(request, "public/unsubscribe.html", context, language=language)


def _choices_link(invitation: Invitation, language: str) -> str:
    link = issue_choices_link(
        customer_uid=invitation.customer_id,
        contact_point_id=invitation.contact_point_id,
        language=language,
        now=timezone.now(),
    )
    return choices_link(link, get_company())
