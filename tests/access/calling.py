"""Calls of views as the resolver would make them, past the templates: what is asked is who gets in, in milliseconds."""

from importlib import import_module
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve

IN, FORBIDDEN, MISSING, NO_METHOD, SIGN_IN, UNKNOWN = "in", "403", "404", "405", "sign in", "401"
METHODS_ALONE = "which methods there are"
_CODES = {401: UNKNOWN, 403: FORBIDDEN, 404: MISSING, 405: NO_METHOD}
# Each from a network of its own (/24): nobody is refused for what another has guessed.
_visitors = map(str, map(IPv4Address, count(0x0A000001, 256)))
_sessions = import_module(settings.SESSION_ENGINE)


def call(method: str, address: str, *, user: Any = None, key: str = "") -> str:
    """Call an address as a colleague, a key or nobody; say what came of it. Whatever was changed is undone."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR=next(_visitors)).generic(method, address)
    request.user = user or AnonymousUser()
    request.session = _sessions.SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    with transaction.atomic():
        try:
            match = request.resolver_match = resolve(address.partition("?")[0])
            return _said(match.func(request, *match.args, **match.kwargs))
        except PermissionDenied:
            return FORBIDDEN
        except (Http404, Resolver404):
            return MISSING
        except SuspiciousOperation:
            return IN
        finally:
            transaction.set_rollback(True)


def _said(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/office/login/"):
        return SIGN_IN
    if answer.headers.get("Content-Length") == "0":  # Django's answer to OPTIONS
        return METHODS_ALONE
    is_well = (
        answer.status_code < 500 or answer.status_code == 503
    )  # 503 is a probe's honest answer
    return _CODES.get(answer.status_code, IN if is_well else "fault")
