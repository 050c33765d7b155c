"""Who calls: what a view may know of the key that it answers, without knowing keys."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q
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
        """Return the facts that the key may read, by code: the union of its purposes', never special categories.

        They may be named; what is shown of a person is only what the purposes read that `purposes_of` leaves.
        """

    def purposes_of(self, uids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
        """Return which of the key's purposes may use each person's data now: none that they have said no to."""

    def facts_for(self, purposes: Collection[str]) -> frozenset[str]:
        """Return which facts the key may read for some of its purposes."""

    def may_read(self, slug: str) -> Q:
        """Return the condition on a customer that the key may read a fact of theirs now."""

    @property
    def reason(self) -> str:
        """Return the purposes in one text, for the read log."""

    def once(self, token: str, fingerprint: str, act: Act) -> Response:
        """Act in one transaction, or answer as the first call with this Idempotency-Key was answered."""
