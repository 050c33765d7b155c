"""A form that was left halfway: what was typed is kept on the link until it is sent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consents.selectors import has_objected
from surveys.models import Invitation
from surveys.selectors.links import check_open, locked_invitation


@transaction.atomic
def save_draft(*, invitation_uid: UUID, typed: Mapping[str, list[str]], now: datetime) -> None:
    """Keep what was typed, by field; consents are never kept, they are asked anew when the form is sent."""
    invitation = locked_invitation(invitation_uid)
    check_open(invitation, now)
    invitation.draft = dict(typed)
    invitation.opened_at = invitation.opened_at or now
    invitation.save(update_fields=["draft", "opened_at"])


def forget_objected_drafts(uids: Collection[UUID], now: datetime) -> None:
    """Forget what people typed for a purpose that they have said no to since; in the caller's transaction."""
    kept = Invitation.objects.exclude(draft={}).filter(customer__in=uids)
    for uid, purpose in set(kept.values_list("customer", "survey__purpose__slug")):
        if has_objected(customer_uid=uid, purpose=purpose, now=now):
            kept.filter(customer=uid, survey__purpose__slug=purpose).update(draft={})
