"""The survey behind a personal link: read, leave and resume, send, receipt.

No view here checks a CSRF token: the secret stands in the address, no cookie gives any right, and a form that was open
for a week must still go through. GET changes nothing, ever: mail scanners open links too.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from config.lib.languages import in_language
from profiles.selectors import get_company
from surveys.choices import InvitationKind
from surveys.forms.survey_form import SurveyForm
from surveys.models import Invitation, Submission
from surveys.selectors.links import (
    LinkClosedError,
    LinkState,
    choices_link,
    find_invitation,
    form_state,
)
from surveys.services.agreements import ContactUnknownError
from surveys.services.drafts import save_draft
from surveys.services.invitations import issue_choices_link
from surveys.services.submissions import submit
from surveys.views.pages import closed_page, guessing_page, page_language, private_page, show
from surveys.views.visitor import evidence_of

if TYPE_CHECKING:
    from profiles.models import Company

COOKIE = "kjenn_draft"
_SALT = "surveys.draft"


@csrf_exempt
@private_page
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form, keep a draft, or take the reply."""
    waiting = guessing_page(request)
    if waiting is not None:
        return waiting
    now = timezone.now()
    invitation = find_invitation(token, InvitationKind.SURVEY)
    state = form_state(invitation, now)
    if invitation is None:
        return closed_page(request, state)
    if request.method == "POST" and state in {LinkState.OPEN, LinkState.USED}:
        return _take(request, invitation)
    if state != LinkState.OPEN:
        return closed_page(request, state, invitation)
    return _show_form(request, _form(request, invitation))


def _take(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Keep a draft or take the reply; whoever sends twice sees the receipt of the first."""
    try:
        if request.POST.get("do") == "save" and invitation.answered_at is None:
            return _save(request, invitation)
        return _send(request, invitation)
    except LinkClosedError as closed:
        return closed_page(request, closed.state, invitation)


def _save(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = _form(request, invitation)
    save_draft(invitation_uid=invitation.uid, typed=form.typed, now=timezone.now())
    context = {"survey_title": form.title, "expires_at": invitation.expires_at}
    response = show(request, "public/saved.html", context, language=form.language)
    response.set_cookie(
        COOKIE,
        signing.dumps([str(invitation.uid), sorted(form.typed_here)], salt=_SALT),
        max_age=60 * 60 * 24 * 60,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _send(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.answered_at is not None:
        return _receipt(request, Submission.objects.get(invitation=invitation))
    form = _form(request, invitation)
    with translation.override(form.language):
        reply = form.read(evidence_of(request), today=timezone.localdate())
    if reply is None:
        return _show_form(request, form, status=422)
    try:
        stored = submit(invitation_uid=invitation.uid, reply=reply, now=timezone.now())
    except ContactUnknownError as missing:
        form.consents.error = str(missing)
        return _show_form(request, form, status=422)
    response = _receipt(request, stored)
    response.delete_cookie(COOKIE, path=request.path)
    return response


def _receipt(request: HttpRequest, stored: Submission) -> HttpResponse:
    """Show what was agreed to; the same page however often the form was sent."""
    company = get_company()
    link = issue_choices_link(
        customer_uid=stored.customer_id,
        contact_point_id=stored.invitation.contact_point_id,
        language=stored.language,
        now=timezone.now(),
    )
    context = {
        "thanks": in_language(stored.survey.thanks, stored.language),
        "receipt": _grouped(stored.receipt),
        "submitted_at": stored.submitted_at,
        "choices_link": choices_link(link, company),
    }
    return show(request, "public/receipt.html", context, language=stored.language or "en")


def _grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the receipt by purpose, each with the channels that were ticked."""
    grouped: dict[str, dict[str, Any]] = {}
    for line in lines:
        one = grouped.setdefault(line["purpose"], {**line, "places": []})
        if line["channel"]:
            one["places"].append({"channel": line["channel"], "contact": line["contact"]})
    return list(grouped.values())


def _form(request: HttpRequest, invitation: Invitation) -> SurveyForm:
    company: Company = get_company()
    return SurveyForm(
        invitation=invitation,
        company=company,
        language=page_language(request, invitation),
        data=_data(request),
        own=_typed_before(request, invitation),
        now=timezone.now(),
    )


def _data(request: HttpRequest) -> Mapping[str, list[str]] | None:
    if request.method != "POST":
        return None
    return {key: [str(value) for value in values] for key, values in request.POST.lists()}


def _typed_before(request: HttpRequest, invitation: Invitation) -> frozenset[str]:
    """Return the controls whose draft was typed in this browser: only those are shown again (law 9)."""
    try:
        uid, names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return frozenset()
    return frozenset(names) if uid == str(invitation.uid) else frozenset()


def _show_form(request: HttpRequest, form: SurveyForm, *, status: int = 200) -> HttpResponse:
    return show(
        request, "public/survey.html", {"form": form}, language=form.language, status=status
    )
