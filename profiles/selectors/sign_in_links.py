"""Personal links with which colleagues set a password: for an invitation, and for whoever has forgotten theirs."""

from datetime import datetime
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from profiles.models import Company, Steward


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, tied to the newest link as well.

    A token is void once the password is set, the person has signed in, or another link was ordered.
    """

    key_salt = "profiles.sign_in_link"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.link_expires_at}"


link_tokens = LinkTokens()


def is_link_open(steward: Steward, now: datetime) -> bool:
    """Return whether the colleague's newest link still leads to a password."""
    expires_at = steward.link_expires_at
    return steward.is_active and expires_at is not None and now < expires_at


def is_link_right(steward: Steward, token: str, now: datetime) -> bool:
    """Return whether this token opens the colleague's newest link."""
    return is_link_open(steward, now) and link_tokens.check_token(steward, token)


def sign_in_link(steward: Steward, company: Company) -> str:
    """Return the link as the mail carries it; made again each time, it stands in no row."""
    uid = urlsafe_base64_encode(force_bytes(steward.pk))
    path = reverse("set_password", args=[uid, link_tokens.make_token(steward)])
    return f"{company.base_url}{path}"
