"""Personal links handed to a program, for customers that it names; it contacts nobody by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from consents.services.budget import check_budget
from consents.services.disclosures import record_disclosure
from profiles.models import Customer
from profiles.selectors import get_company
from profiles.services.reading import log_read
from surveys.choices import InvitationKind, LinkOutcome, SurveyState
from surveys.models import Invitation, Survey
from surveys.selectors.links import LinkState, link_state, survey_link
from surveys.selectors.recipients import ASKING, linkable
from surveys.services.invitations import Invited, issue_invitations
from surveys.services.sendings import SendingRefusedError, check_sendable

_CLOSED = {
    LinkState.USED: LinkOutcome.ANSWERED,
    LinkState.REVOKED: LinkOutcome.REVOKED,
    LinkState.EXPIRED: LinkOutcome.EXPIRED,
}
# Who gets none, not even the one that was made before: it would open a form that is closed to them.
_NO_LINK = (LinkOutcome.UNKNOWN, LinkOutcome.PROTECTED, LinkOutcome.OBJECTED)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What came of one customer: a link, or why there is none."""

    customer: UUID
    outcome: LinkOutcome
    link: str | None = None
    expires_at: datetime | None = None


@transaction.atomic
def hand_out_links(
    *, survey: Survey, uids: Sequence[UUID], actor: Actor, now: datetime
) -> list[HandedOut]:
    """Return a link for each of these customers, made where there is none; asked again, the same links.

    Nobody restricted, protected or deceased gets one, nor who objected to what the answers are for, nor anybody who
    would find an empty form. What is handed out is written down. Raise SendingRefusedError for a survey that is not
    open, ExportLimitError beyond the day's limit.
    """
    _check(survey)
    wanted = list(dict.fromkeys(uids))
    refused = _refused(survey, wanted, now)
    fresh = _make(survey, [uid for uid in wanted if uid not in refused], now)
    links = _links(survey, wanted)
    found = [_outcome(uid, refused, links, fresh, now) for uid in wanted]
    _account_for(survey, [one.customer for one in found if one.link], actor, now)
    return found


def _check(survey: Survey) -> None:
    check_sendable(survey)
    if survey.state == SurveyState.DRAFT:
        raise SendingRefusedError(
            _("This survey is a draft. Open it in the back office before you ask for links.")
        )


def _refused(survey: Survey, uids: list[UUID], now: datetime) -> dict[UUID, LinkOutcome]:
    """Return who gets no link, and why; an id that is unknown and one that is restricted look alike."""
    named = Customer.objects.active().filter(pk__in=uids)
    usable, willing, askable = linkable(named, survey, now)
    standing = dict.fromkeys(uids, LinkOutcome.UNKNOWN)
    standing |= dict.fromkeys(_keys(named), LinkOutcome.PROTECTED)
    standing |= dict.fromkeys(_keys(usable), LinkOutcome.OBJECTED)
    standing |= dict.fromkeys(_keys(willing), LinkOutcome.NOTHING_TO_ASK)
    for uid in _keys(askable):
        del standing[uid]
    return standing


def _make(survey: Survey, uids: list[UUID], now: datetime) -> set[UUID]:
    """Make a link for those who have none; return whose are new."""
    languages = dict(Customer.objects.filter(pk__in=uids).values_list("pk", "language"))
    has_one = Invitation.objects.filter(
        survey=survey, kind=InvitationKind.SURVEY, customer__in=uids
    )
    there = set(has_one.values_list("customer_id", flat=True))
    invited = [Invited(uid, None, languages[uid] or "") for uid in uids if uid not in there]
    made = issue_invitations(survey=survey, invited=invited, now=now) if invited else []
    return {link.customer_id for link in made}


def _links(survey: Survey, uids: list[UUID]) -> dict[UUID, Invitation]:
    found = Invitation.objects.filter(
        survey=survey, kind=InvitationKind.SURVEY, customer__in=uids
    ).select_related("survey", "customer")
    return {link.customer_id: link for link in found}


def _outcome(
    uid: UUID,
    refused: dict[UUID, LinkOutcome],
    links: dict[UUID, Invitation],
    fresh: set[UUID],
    now: datetime,
) -> HandedOut:
    link = links.get(uid)
    why = refused.get(uid)
    if link is None or why in _NO_LINK:
        return HandedOut(uid, why or LinkOutcome.UNKNOWN)
    if closed := _CLOSED.get(link_state(link, now)):
        return HandedOut(uid, closed)
    outcome = LinkOutcome.MADE if uid in fresh else LinkOutcome.OPEN
    return HandedOut(uid, outcome, survey_link(link, get_company()), link.expires_at)


def _account_for(survey: Survey, uids: list[UUID], actor: Actor, now: datetime) -> None:
    """Write down whose links were handed to whom."""
    if not uids:
        return
    check_budget(actor=actor, rows=len(uids), now=now)
    reference = f"survey:{survey.slug}"
    record_disclosure(
        recipient=actor.label,
        purpose=ASKING,
        channel="",
        reference=reference,
        slugs=[],
        customers=Customer.objects.filter(pk__in=uids),
        actor=actor,
        now=now,
    )
    log_read(
        actor=actor,
        view="api_links",
        subjects=uids,
        purpose=ASKING,
        reference=reference,
        now=now,
    )


def _keys(customers: QuerySet[Customer]) -> list[UUID]:
    return list(customers.values_list("pk", flat=True))
