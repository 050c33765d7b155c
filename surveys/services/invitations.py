"""Personal links: made in bulk, revoked, made anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from surveys.choices import InvitationKind
from surveys.models import Invitation, Sending, Survey
from surveys.tokens import hash_token, make_token

# A way out must not run out: "My choices" and unsubscribing work for as long as anybody may keep a mail.
CHOICES_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is given a link, at which contact point, in which language."""

    customer_uid: UUID
    contact_point_id: int | None = None
    language: str = ""


def issue_invitations(
    *, survey: Survey, invited: Sequence[Invited], now: datetime, sending: Sending | None = None
) -> list[Invitation]:
    """Make one survey link each, in the caller's transaction; whoever has one of this survey gets no second."""
    expires_at = now + timedelta(days=survey.valid_days)
    rows = [
        _new(InvitationKind.SURVEY, person, expires_at, survey=survey, sending=sending)
        for person in invited
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    return list(
        Invitation.objects.filter(uid__in=[row.uid for row in rows]).select_related(
            "survey", "customer", "contact_point"
        )
    )


def issue_choices_links(
    *, invited: Sequence[Invited], now: datetime
) -> dict[tuple[UUID, int | None], Invitation]:
    """Return the "My choices" link per customer and contact point, made where there is none."""
    expires_at = now + timedelta(days=CHOICES_DAYS)
    rows = [_new(InvitationKind.CHOICES, person, expires_at) for person in invited]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    found = Invitation.objects.filter(
        kind=InvitationKind.CHOICES, customer__in={person.customer_uid for person in invited}
    )
    return {(link.customer_id, link.contact_point_id): link for link in found}


def issue_choices_link(
    *, customer_uid: UUID, contact_point_id: int | None, language: str, now: datetime
) -> Invitation:
    """Return one person's "My choices" link, made where there is none."""
    person = Invited(customer_uid, contact_point_id, language)
    return issue_choices_links(invited=[person], now=now)[customer_uid, contact_point_id]


@transaction.atomic
def revoke_invitations(*, invitations: Iterable[Invitation], now: datetime) -> int:
    """Shut links at once; return how many were open.

    The hash stays, so that the old link still says kindly that it was withdrawn; the generation rises, so that no
    reminder or file can write that link again.
    """
    uids = sorted(invitation.uid for invitation in invitations)
    rows = Invitation.objects.select_for_update().filter(uid__in=uids, revoked_at=None)
    revoked = list(rows.order_by("uid"))
    for invitation in revoked:
        invitation.generation += 1
        invitation.revoked_at = now
        invitation.draft = {}
    return Invitation.objects.bulk_update(revoked, ["generation", "revoked_at", "draft"])


@transaction.atomic
def renew_invitations(*, invitations: Iterable[Invitation], now: datetime) -> int:
    """Give revoked and expired links a new life under a new token; return how many.

    A link that was used stays used: one reply each. The old token is unknown from now on.
    """
    uids = sorted(invitation.uid for invitation in invitations)
    rows = Invitation.objects.select_for_update(of=("self",)).filter(
        Q(revoked_at__isnull=False) | Q(expires_at__lte=now), uid__in=uids, answered_at=None
    )
    renewed = list(rows.select_related("survey").order_by("uid"))
    for link in renewed:
        days = link.survey.valid_days if link.survey else CHOICES_DAYS
        link.generation += 1
        link.token_hash = hash_token(make_token(link.uid, link.generation))
        link.revoked_at = None
        link.expires_at = now + timedelta(days=days)
    return Invitation.objects.bulk_update(
        renewed, ["generation", "token_hash", "revoked_at", "expires_at"]
    )


def _new(
    kind: str,
    person: Invited,
    expires_at: datetime,
    *,
    survey: Survey | None = None,
    sending: Sending | None = None,
) -> Invitation:
    uid = uuid4()
    return Invitation(
        uid=uid,
        kind=kind,
        survey=survey,
        sending=sending,
        customer_id=person.customer_uid,
        contact_point_id=person.contact_point_id,
        language=person.language,
        token_hash=hash_token(make_token(uid, 1)),
        expires_at=expires_at,
    )
