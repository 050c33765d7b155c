"""Keys open the API, and nothing else does: a signed-in colleague's session is no key."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.actor import Actor
from config.lib.rest.caller import Act
from consents.selectors import purposes as in_use
from integrations.choices import Scope
from integrations.models import ApiKey
from integrations.services.idempotency import perform_once
from integrations.services.keys import digest_of
from profiles.models import Attribute
from profiles.selectors.gate import FactGate

_REASON_LENGTH = 60


@dataclass(frozen=True)
class KeyCaller:
    """A key as views see it (config.lib.rest.Caller)."""

    key: ApiKey

    @property
    def actor(self) -> Actor:
        """Return the key as history knows an actor."""
        return self.key.actor

    @property
    def source(self) -> str:
        """Return the code of the source that the key speaks for."""
        return self.key.source.slug

    @cached_property
    def purposes(self) -> frozenset[str]:
        """Return the codes of the purposes that the key acts for, as far as they are still in use."""
        return frozenset(self.key.purposes) & {purpose.slug for purpose in in_use()}

    @cached_property
    def scopes(self) -> frozenset[str]:
        """Return what the key may do."""
        return frozenset(self.key.scopes)

    @property
    def facts(self) -> Mapping[str, Attribute]:
        """Return the facts that the key may read, by code."""
        return self._gate.facts

    def purposes_of(self, uids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
        """Return which of the key's purposes may use each person's data now."""
        return self._gate.purposes_of(uids)

    def facts_for(self, purposes: Collection[str]) -> frozenset[str]:
        """Return which facts the key may read for some of its purposes."""
        return self._gate.facts_for(purposes)

    def may_read(self, slug: str) -> Q:
        """Return the condition on a customer that the key may read a fact of theirs now."""
        return self._gate.may_read(slug)

    @property
    def reason(self) -> str:
        """Return the purposes in one text, for the read log."""
        return ", ".join(self.key.purposes)[:_REASON_LENGTH]

    def once(self, token: str, fingerprint: str, act: Act) -> Response:
        """Act in one transaction, or answer as the first call with this Idempotency-Key was answered."""
        return perform_once(key_id=self.key.pk, token=token, fingerprint=fingerprint, act=act)

    @cached_property
    def _gate(self) -> FactGate:
        is_private_open = Scope.FACTS_PRIVATE in self.scopes
        return FactGate(self.purposes, is_private_open=is_private_open, now=timezone.now())


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer kjenn_…`."""

    def authenticate(self, request: Request) -> tuple[Any, KeyCaller] | None:
        """Return who calls; nothing without a key; raise AuthenticationFailed for one that does not let in."""
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            return None
        key = _find(text.strip())
        if key is None or not key.is_open(timezone.now()) or not key.source.is_active:
            raise AuthenticationFailed(_("This key is unknown, has run out, or was revoked."))
        return AnonymousUser(), KeyCaller(key)

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        del request
        return 'Bearer realm="kjenn"'


def _find(text: str) -> ApiKey | None:
    prefix = "_".join(text.split("_", 2)[:2])[:16]
    if "\x00" in prefix:
        return None
    key = ApiKey.objects.select_related("source").filter(prefix=prefix).first()
    return key if key and hmac.compare_digest(key.digest, digest_of(text)) else None
