"""Web addresses."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood
from profiles.identity.text import clean_line

MAX_LENGTH = 2_000


def normalise_url(raw: Any, convention: Convention) -> str:  # noqa: ARG001
    """Return an http or https address; where the scheme is missing it is https."""
    text = clean_line(raw)
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _no_url(text) from error
    if not _is_web(parts.scheme, host) or parts.username is not None or " " in text:
        raise _no_url(text)
    place = f"[{host}]" if ":" in host else host
    place = f"{place}:{port}" if port else place
    url = urlunsplit((parts.scheme.lower(), place, parts.path, parts.query, parts.fragment))
    if len(url) > MAX_LENGTH:
        raise _no_url(text)
    return url


def _is_web(scheme: str, host: str) -> bool:
    return scheme.lower() in {"http", "https"} and "." in host.strip(".")


def _no_url(text: str) -> Exception:
    return not_understood(
        text, _("“%(value)s” is not a web address; write it as https://example.com.")
    )
