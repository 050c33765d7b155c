"""Who calls: what a view may know of the key that it answers, without knowing keys."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from rest_framework.response import Response

from config.lib.actor import Actor

Act = Callable[[], Response]


class Caller(Protocol):
    """The program at the other end, as `request.auth`.

    `source` is the code of the source it speaks for, `purposes` what it acts for (law 4), `scopes` what it may do.
    """

    @property
    def actor(self) -> Actor:
        """Return the key as history knows an actor."""

    @property
    def source(self) -> str:
        """Return the code of the source that the key speaks for."""

    @property
    def purposes(self) -> frozenset[str]:
        """Return the codes of the purposes that the key acts for."""

    @property
    def scopes(self) -> frozenset[str]:
        """Return what the key may do, such as customers:read."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return the facts that the key may read, by code: the union of its purposes', never special categories."""

    @property
    def reason(self) -> str:
        """Return the purposes in one text, for the read log."""

    def once(self, token: str, fingerprint: str, act: Act) -> Response:
        """Act in one transaction, or answer as the first call with this Idempotency-Key was answered."""
