"""The page "My choices": what we may do, changed in a tap; a no takes exactly as many steps as a yes (GDPR 7(3)).

As on the survey, no CSRF token: the secret stands in the address. GET changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from consents.choices import Channel, Method, PurposeKind, RequestRight, ScreenState
from consents.selectors import (
    ASKABLE,
    AskedThing,
    Choice,
    asked_by,
    choices_of,
    done_unless_refused,
    lineages,
)
from consents.services.decisions import DecisionRefusedError
from profiles.models import Company
from profiles.selectors import get_company
from surveys.choices import InvitationKind
from surveys.models import Invitation
from surveys.selectors.links import LinkState, find_invitation, link_state
from surveys.services.choices import (
    Act,
    ChoiceUnknownError,
    Wish,
    ask_by_right,
    change_choice,
    refuse_all_marketing,
)
from surveys.views.pages import closed_page, guessing_page, page_language, private_page, show
from surveys.views.visitor import evidence_of
from surveys.wording import fill_in, masked_contact

_YES = (ScreenState.YES,)
_NO = (ScreenState.NO, ScreenState.WITHDRAWN)


@csrf_exempt
@private_page
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """Show the choices, or record a tap."""
    waiting = guessing_page(request)
    if waiting is not None:
        return waiting
    invitation = find_invitation(token, InvitationKind.CHOICES)
    state = link_state(invitation, timezone.now())
    if invitation is None or state != LinkState.OPEN:
        return closed_page(request, state, invitation)
    language = page_language(request, invitation)
    if request.method == "POST":
        return _change(request, invitation, language)
    return _show(request, invitation, language)


def _change(request: HttpRequest, invitation: Invitation, language: str) -> HttpResponse:
    act = Act(method=Method.CHOICES_PAGE, language=language, evidence=evidence_of(request))
    try:
        with translation.override(language):
            if request.POST.get("do") == "ask":
                return _ask(request, invitation, language)
            if request.POST.get("do") == "no-to-all":
                refuse_all_marketing(invitation=invitation, act=act, now=timezone.now())
            else:
                wish = _wish(request)
                change_choice(invitation=invitation, wish=wish, act=act, now=timezone.now())
    except (ChoiceUnknownError, DecisionRefusedError) as refused:
        return _show(request, invitation, language, problem=str(refused), status=422)
    return HttpResponseRedirect(f"{request.path}?language={language}&saved=1#saved")


def _ask(request: HttpRequest, invitation: Invitation, language: str) -> HttpResponse:
    """Register what the person asks by right; twice is once."""
    ask_by_right(
        invitation=invitation,
        right=request.POST.get("right", ""),
        words=request.POST.get("words", ""),
        now=timezone.now(),
    )
    return HttpResponseRedirect(f"{request.path}?language={language}&asked=1#asked")


def _wish(request: HttpRequest) -> Wish:
    point = request.POST.get("contact", "")
    return Wish(
        purpose=request.POST.get("purpose", ""),
        channel=request.POST.get("channel", ""),
        contact_point_id=int(point) if point.isdecimal() else None,
        is_yes=request.POST.get("wish") == "yes",
        wording=request.POST.get("wording", ""),
    )


def _show(
    request: HttpRequest,
    invitation: Invitation,
    language: str,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    company = get_company()
    with translation.override(language):
        found = choices_of(customer=invitation.customer, language=language, now=now)
        parents = _parents()
        shown = [one for one in found if _is_shown(one, parents)]
        contact = _groups((one for one in shown if one.kind == PurposeKind.CONTACT), company)
        use = _groups((one for one in shown if one.kind == PurposeKind.USE), company)
        asked = asked_by(invitation.customer)
    context = {
        "contact_groups": contact,
        "use_groups": use,
        "problem": problem,
        "is_saved": bool(request.GET.get("saved")) and not problem,
        "asked": asked,
        "is_asked": bool(request.GET.get("asked")) and not problem,
        **_may_ask(asked),
    }
    return show(request, "public/choices.html", context, language=language, status=status)


def _may_ask(asked: Sequence[AskedThing]) -> dict[str, bool]:
    """Say which questions can be asked: each once while it waits for its answer."""
    waiting = {one.right for one in asked if one.answered_on is None}
    return {f"may_ask_{RequestRight(right).value}": right not in waiting for right in ASKABLE}


def _is_shown(choice: Choice, parents: frozenset[str]) -> bool:
    """Leave out what nobody was ever asked, and what the large no stands for already.

    Explicit consent to sensitive facts is asked in words of its own; a purpose that only gathers others is shown to
    who has said yes to it somewhere, so that it can be taken back.
    """
    if choice.purpose in parents:
        return choice.state == ScreenState.YES
    return choice.purpose != "sensitive_facts" or choice.state != ScreenState.NOT_ASKED


def _parents() -> frozenset[str]:
    return frozenset(slug for line in lineages().values() for slug in line[1:])


def _groups(found: Iterable[Choice], company: Company) -> list[dict[str, Any]]:
    """Return the choices by purpose, each row with its state in words and the tap that changes it."""
    groups: dict[str, dict[str, Any]] = {}
    done = done_unless_refused()
    for choice in found:
        text = choice.wording.text if choice.wording else ""
        group = groups.setdefault(
            choice.purpose,
            {
                "label": choice.label,
                "description": choice.description,
                "text": fill_in(text, {"company": company.name}),
                "rows": [],
                "has_yes": False,
            },
        )
        row = _row(choice, is_done=choice.purpose in done)
        group["rows"].append(row)
        group["has_yes"] |= row["may_say_yes"]
    return list(groups.values())


def _row(choice: Choice, *, is_done: bool) -> dict[str, Any]:
    """Return one line; what is done until somebody objects needs no yes, unless a no is to be taken back."""
    is_yes, is_no = choice.state in _YES, choice.state in _NO
    return {
        "choice": choice,
        "place": _place(choice),
        "is_yes": is_yes,
        "is_no": is_no,
        "state": _state(choice, is_done=is_done),
        "may_say_yes": choice.wording is not None and not is_yes and (is_no or not is_done),
    }


def _place(choice: Choice) -> str:
    if not choice.channel:
        return ""
    channel = Channel(choice.channel)
    kind = "phone" if channel in {Channel.SMS, Channel.PHONE} else "email"
    return _("%(channel)s to %(address)s") % {
        "channel": channel.label,
        "address": masked_contact(kind, choice.contact_shown),
    }


def _state(choice: Choice, *, is_done: bool) -> str:
    words = {
        ScreenState.YES: _("You have said yes."),
        ScreenState.NO: _("You have said no."),
        ScreenState.WITHDRAWN: _("You have said no."),
        ScreenState.EXPIRED: _("Your yes has run out."),
    }
    open_words = _("We do this unless you say no.") if is_done else _("You have not decided.")
    return words.get(choice.state, open_words)
