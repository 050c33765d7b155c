"""What the lists of mails, of personal links and of replies can be narrowed by; what a link can do, in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.lib.narrowing import Choices, Narrowing, since
from config.lib.sorting import Alphabetical
from surveys.choices import MailState
from surveys.models import Survey
from surveys.selectors.links import LinkState

Rows = QuerySet[Any]

LINK_STATES: Mapping[LinkState, Any] = {
    LinkState.OPEN: _("Open"),
    LinkState.USED: _("Used"),
    LinkState.REVOKED: _("Revoked"),
    LinkState.EXPIRED: _("Run out"),
    LinkState.CLOSED: _("Survey closed"),
}
TROUBLE, UNSENT = "trouble", "unsent"
_NOT_SENT = (MailState.FAILED, MailState.STOPPED)
# Those that can be told without reading every row.
_TOLD = list(LINK_STATES)[:4]


def link_can(state: str, now: datetime) -> Q:
    """Return the condition that a link is in one of the states that can be told by its own row."""
    untouched = Q(revoked_at=None, answered_at=None)
    return {
        LinkState.OPEN: untouched & Q(expires_at__gt=now),
        LinkState.USED: Q(answered_at__isnull=False),
        LinkState.REVOKED: Q(revoked_at__isnull=False),
        LinkState.EXPIRED: untouched & Q(expires_at__lte=now),
    }[LinkState(state)]


def _of_state(rows: Rows, state: str, now: datetime) -> Rows:
    return rows.filter(link_can(state, now)) if state in _TOLD else rows


def _of_survey(rows: Rows, slug: str, now: datetime) -> Rows:
    del now
    return rows.filter(survey=Survey.objects.filter(slug=slug).first()) if slug else rows


def _about_survey(rows: Rows, slug: str, now: datetime) -> Rows:
    """Keep the mails that bring a link of the survey."""
    del now
    return rows.filter(invitation__survey__slug=slug) if slug else rows


def in_trouble(now: datetime) -> Q:
    """Return the condition that a mail could not be sent, within the last 30 days."""
    return Q(state__in=_NOT_SENT, created_at__gt=now - timedelta(days=30))


def _in_state(rows: Rows, state: str, now: datetime) -> Rows:
    if state == TROUBLE:
        return rows.filter(in_trouble(now))
    if state == UNSENT:
        return rows.filter(state__in=_NOT_SENT)
    return rows.filter(state=state) if state in MailState.values else rows


def _sent_to(rows: Rows, address: str, now: datetime) -> Rows:
    del now
    return rows.filter(to_address__iexact=address) if address else rows


def _surveys() -> Choices:
    return list(Survey.objects.order_by(Alphabetical("name")).values_list("slug", "name"))


def survey_names() -> dict[str, str]:
    """Return the names of all surveys by their codes."""
    return dict(_surveys())


def _mail_states() -> Choices:
    more = ((UNSENT, _("Mails stopped")), (TROUBLE, _("Failed or stopped in the last 30 days")))
    return [*MailState.choices, *more]


OF_SURVEY = Narrowing("survey", _("survey"), _of_survey, _surveys)
REPLY_NARROWINGS = (OF_SURVEY, since("new", _("replied"), "submitted_at"))
LINK_NARROWINGS = (
    Narrowing(
        "can", _("state"), _of_state, lambda: [(state.value, LINK_STATES[state]) for state in _TOLD]
    ),
    OF_SURVEY,
)
MAIL_SEARCH = Narrowing("q", _("Search"), _sent_to, facts=lambda _address: frozenset({"email"}))
MAIL_NARROWINGS = (
    Narrowing("state", _("state"), _in_state, _mail_states),
    Narrowing("survey", _("survey"), _about_survey, _surveys),
)
