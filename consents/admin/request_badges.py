"""How a request stands, in a word and a colour."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consents.choices import RequestOutcome
from consents.models import SubjectRequest
from consents.models.request import SOON
from consents.selectors.requests import days_left, is_late
from profiles.admin.badges import badge


def time_left(request: SubjectRequest, now: datetime) -> tuple[str, str]:
    """Return how much time an open request has, and its tone: red from seven days before its last day."""
    left = days_left(request, now)
    if left < 0:
        words = ngettext("%(days)s day overdue", "%(days)s days overdue", -left)
        return words % {"days": -left}, "bad"
    if left == 0:
        return _("today is the last day"), "bad"
    words = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return words, "bad" if left <= SOON.days else ""


def deadline_badge(request: SubjectRequest, now: datetime) -> SafeString:
    """Return the last day, and how near it is."""
    day = date_format(request.deadline, "SHORT_DATE_FORMAT")
    if request.is_open:
        words, tone = time_left(request, now)
        return badge(f"{day} · {words}", tone)
    late = _("answered late")
    return badge(f"{day} · {late}", "warn") if is_late(request, now) else badge(day)


def state_badge(request: SubjectRequest) -> SafeString:
    """Return whether it is open, or how it ended."""
    if request.is_open:
        return badge(_("More time taken") if request.extended_to else _("Open"), "info")
    is_refused = request.outcome == RequestOutcome.REFUSED
    return badge(request.get_outcome_display(), "warn" if is_refused else "ok")
