"""Tokens of personal links: made again from a key whenever needed, kept only as a hash."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings

# Names the use, so that no other HMAC under the same key can ever pass for a link.
_CONTEXT = "kjenn.link.v1"


def make_token(uid: UUID, generation: int) -> str:
    """Return the token of one generation of a link: 256 bits, base64url without padding."""
    message = f"{_CONTEXT}:{uid}:{generation}".encode()
    key = settings.KJENN_LINK_KEY.encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
