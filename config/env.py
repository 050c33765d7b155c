"""Settings from the environment: read, checked, and refused in a plain sentence.

Standard library only, and no Django: `manage.py` and the trial's launcher read the same
variables before anything else is imported.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_SCHEMES = frozenset({"postgresql", "postgres"})
# What libpq may be told through the address; `host` and `port` replace the address's own.
_OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "client_encoding",
        "connect_timeout",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)
_HIGHEST_PORT = 65535


class SettingError(Exception):
    """A setting is missing or makes no sense; the message says which, and what would do."""


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding space, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    """Return the variable; raise SettingError where it is unset or empty."""
    value = text(name)
    if not value:
        raise SettingError(f"{name} is not set, and has no default: set it in the environment.")
    return value


def choice(name: str, allowed: Collection[str], default: str) -> str:
    """Return the variable; raise SettingError unless it is one of those allowed."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(
            f"{name} is {value!r}, but must be one of: {', '.join(sorted(allowed))}."
        )
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes or no; raise SettingError for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise SettingError(
            f"{name} is {value!r}, but must be one of: 1, 0, true, false, yes, no, on, off."
        )
    return value in _YES


def integer(name: str, default: int, *, lowest: int = 0, highest: int | None = None) -> int:
    """Return a whole number; raise SettingError for anything else or out of bounds."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal()):
        raise SettingError(f"{name} is {value!r}, but must be a whole number.")
    number = int(value)
    if number < lowest or (highest is not None and number > highest):
        bounds = f"{lowest} or more" if highest is None else f"from {lowest} to {highest}"
        raise SettingError(f"{name} is {number}, but must be {bounds}.")
    return number


def port(name: str, default: int) -> int:
    """Return a TCP port; raise SettingError for anything else."""
    return integer(name, default, lowest=1, highest=_HIGHEST_PORT)


def mail_server(*, tls: bool, ssl: bool, **said: Any) -> dict[str, Any]:
    """Return what the environment says of the mail server, and nothing of what it leaves open.

    Where it names the server, its port and encryption go with it. Raises SettingError for two encryptions at once.
    """
    if tls and ssl:
        raise SettingError("EMAIL_USE_TLS and EMAIL_USE_SSL are both on: one of them alone can be.")
    security = "tls" if ssl else "starttls" if tls else "none"
    with_server = {"port", "security"} if said["host"] else set()
    every = {**said, "security": security}
    return {
        name: value
        for name, value in every.items()
        if name in with_server or (value and name in {"host", "username", "password"})
    }


def listed(name: str) -> list[str]:
    """Return the parts of a variable separated by commas, empty parts left out."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an absolute path; a relative one counts from the working folder."""
    value = text(name)
    return Path(value).expanduser().absolute() if value else default


def database(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return one entry of Django's DATABASES for a postgresql:// address.

    A Unix socket is given as `?host=/folder`; what else follows the question mark goes to libpq.
    No message repeats the address, because it holds the password.
    """
    try:
        parts = urlsplit(url)
        address_port = parts.port
    except ValueError as error:
        raise SettingError(f"{name} cannot be read as an address: {error}.") from error
    if parts.scheme not in _SCHEMES:
        raise SettingError(
            f"{name} must start with postgresql://: PostgreSQL is the only database supported."
        )
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise SettingError(
            f"{name} must name a database: postgresql://user:password@host/database."
        )
    query = _query(parts.query, name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(address_port or "")),
        "OPTIONS": query,
    }


def _query(query: str, name: str) -> dict[str, str]:
    """Return the parameters after the question mark; raise SettingError for an unknown one."""
    found = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(found.keys() - _OPTIONS - {"host", "port"})
    if unknown:
        raise SettingError(
            f"{name} has a parameter that PostgreSQL does not know: {', '.join(unknown)}."
        )
    return found
