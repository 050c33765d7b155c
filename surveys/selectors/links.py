"""Personal links: whose a token is, whether it still opens anything, and what it looks like written out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from config.lib.errors import DomainError
from consents.selectors import has_objected
from profiles.models import Company
from surveys.models import Invitation
from surveys.selectors.languages import spoken
from surveys.tokens import hash_token, make_token

LONGEST_TOKEN = 100


class LinkState(StrEnum):
    """What a link can still do."""

    OPEN = "open"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED = "used"
    CLOSED = "closed"


class LinkClosedError(DomainError):
    """The link opens nothing any more; `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(_("This link can no longer be used."))
        self.state = state


def find_invitation(token: str, kind: str = "") -> Invitation | None:
    """Return the link that a token opens, of one kind or any, or nothing."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    found = Invitation.objects.filter(token_hash=hash_token(token)).select_related(
        "survey__purpose", "customer", "contact_point"
    )
    return (found.filter(kind=kind) if kind else found).first()


def link_state(invitation: Invitation | None, now: datetime) -> LinkState:
    """Return what the link can do now; the first reason that holds is the one that is told."""
    if invitation is None:
        return LinkState.UNKNOWN
    reasons = (
        (invitation.revoked_at is not None, LinkState.REVOKED),
        (invitation.answered_at is not None, LinkState.USED),
        (invitation.expires_at <= now, LinkState.EXPIRED),
        (_is_closed(invitation), LinkState.CLOSED),
    )
    return next((state for holds, state in reasons if holds), LinkState.OPEN)


def form_state(invitation: Invitation | None, now: datetime) -> LinkState:
    """Return what the form behind a link can do now: it is closed once its person said no to what the answers are for.

    The page is that of any closed survey: a link can be forwarded, and who objected is nobody else's business (law 9).
    """
    state = link_state(invitation, now)
    if state != LinkState.OPEN or invitation is None or invitation.survey is None:
        return state
    objected = has_objected(
        customer_uid=invitation.customer_id, purpose=invitation.survey.purpose.slug, now=now
    )
    return LinkState.CLOSED if objected else state


def check_open(invitation: Invitation, now: datetime) -> None:
    """Raise LinkClosedError unless the form takes answers."""
    state = form_state(invitation, now)
    if state != LinkState.OPEN:
        raise LinkClosedError(state)


def token_of(invitation: Invitation) -> str:
    """Return the link's token, made again from its generation."""
    return make_token(invitation.uid, invitation.generation)


def survey_link(invitation: Invitation, company: Company) -> str:
    """Return the address of a survey link; it starts with the company's own address, never a request's."""
    return f"{company.base_url.rstrip('/')}/s/{token_of(invitation)}/"


def choices_link(invitation: Invitation, company: Company) -> str:
    """Return the address of "My choices"."""
    return f"{company.base_url.rstrip('/')}/c/{token_of(invitation)}/"


def unsubscribe_link(invitation: Invitation, company: Company) -> str:
    """Return the address that one click of a mail program posts to (RFC 8058)."""
    return f"{company.base_url.rstrip('/')}/u/{token_of(invitation)}/"


def language_of(invitation: Invitation, company: Company | None) -> str:
    """Return the language in which the person is met."""
    return spoken(invitation.language or invitation.customer.language, company)


def locked_invitation(uid: UUID) -> Invitation:
    """Return the link's row, locked until the transaction ends."""
    return Invitation.objects.select_for_update().get(uid=uid)


def _is_closed(invitation: Invitation) -> bool:
    """Say whether the survey takes no replies, or the person's data may not be used (GDPR article 18)."""
    if invitation.customer.restricted_at is not None:
        return invitation.kind == "survey"
    return invitation.survey is not None and invitation.survey.state != "open"
