"""The mail server in use: what the environment says, else what an administrator set, else none."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.mail import get_connection

from profiles.choices import MailSecurity
from profiles.models import MailServer

# Names the use, so that no other secret under the same key can be read as this one.
_CONTEXT = b"kjenn.mail-password.v1:"


@dataclass(frozen=True, slots=True)
class MailServerInUse:
    """How mails are handed over; `fixed` names what comes from the environment."""

    host: str
    port: int
    username: str
    password: str
    security: str
    fixed: frozenset[str]
    is_password_lost: bool = False


def mail_server() -> MailServerInUse:
    """Return the server in use; without a row and an environment its host is ''."""
    kept = MailServer.objects.first() or MailServer()
    password = opened(kept.password)
    known: dict[str, Any] = {
        "host": kept.host,
        "port": kept.port,
        "username": kept.username,
        "password": password or "",
        "security": kept.security,
    }
    fixed: dict[str, Any] = settings.KJENN_MAIL_FROM_ENVIRONMENT
    lost = password is None and "password" not in fixed
    return MailServerInUse(**(known | fixed), fixed=frozenset(fixed), is_password_lost=lost)


def mail_connection() -> Any:
    """Return the connection over which every mail leaves; it opens when the first is sent."""
    server = mail_server()
    return get_connection(
        settings.EMAIL_BACKEND,
        host=server.host or "localhost",
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.security == MailSecurity.STARTTLS,
        use_ssl=server.security == MailSecurity.TLS,
        timeout=settings.EMAIL_TIMEOUT,
    )


def sealed(password: str) -> str:
    """Return a password as the row keeps it."""
    return _lock().encrypt(password.encode()).decode() if password else ""


def opened(kept: str) -> str | None:
    """Return the password, or None where the installation's key is no longer the one it was kept under."""
    if not kept:
        return ""
    try:
        return _lock().decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def _lock() -> Fernet:
    digest = hashlib.sha256(_CONTEXT + settings.KJENN_LINK_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
