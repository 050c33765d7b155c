"""What this room adds to the customer card."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consents.admin.request_badges import state_badge
from consents.selectors.one_person import contact_answers
from consents.selectors.requests import requests_of
from profiles.models import Customer
from profiles.registry import CardSection

MOST_REQUESTS = 5


def contact_section(request: Any, customer: Customer) -> CardSection:
    """Return "May we contact": each purpose and channel with its basis or the reason why not."""
    del request
    answers = contact_answers(customer, now=timezone.now())
    marketing = [answer for answer in answers if answer.is_marketing]
    is_closed = bool(marketing) and not any(answer.is_allowed for answer in marketing)
    badges = []
    if is_closed:
        steps = [line.step for answer in marketing for line in answer.channels]
        text = _("Do not contact: %(reason)s") % {"reason": _reason(customer, steps)}
        badges = [{"text": text, "tone": "bad", "icon": "do_not_disturb_on"}]
    return CardSection(
        title=_("May we contact"),
        template="consents/card_contact.html",
        context={"answers": answers, "badges": badges},
    )


def requests_section(request: Any, customer: Customer) -> CardSection | None:
    """Return what this person asked by right, and the way to register more, for those who may see requests."""
    user = request.user
    if not user.has_perm("consents.view_subjectrequest"):
        return None
    lines = [(row, state_badge(row)) for row in requests_of(customer)[:MOST_REQUESTS]]
    return CardSection(
        title=_("Privacy requests of this person"),
        template="consents/card_requests.html",
        context={"lines": lines, "may_add": user.has_perm("consents.add_subjectrequest")},
    )


def _reason(customer: Customer, steps: list[str]) -> str:
    """Return in a few words why no channel is open for marketing: what stopped the person latest."""
    shield = customer.protections.filter(lifted_at=None).order_by("since").first()
    if shield is not None:
        return shield.get_kind_display().lower()
    if customer.restricted_at is not None:
        return _("use restricted")
    reasons = {
        "reachable": _("contacted often enough lately"),
        "no_opt_out": _("has said no"),
        "basis": _("no consent or other lawful basis"),
        "contact_point": _("no working contact detail"),
    }
    return next((words for step, words in reasons.items() if step in steps), "")
