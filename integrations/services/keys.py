"""Keys are made and revoked here."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.selectors import purposes as known_purposes
from integrations.choices import Scope
from integrations.models import ApiKey
from profiles.models import Source
from profiles.services.settings import BUILT_IN

LONGEST_DAYS = 365
_MARK = "kjenn"


class KeyRefusedError(DomainError):
    """A key that cannot be made; `field` names where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key with its text, which nobody can read again."""

    key: ApiKey
    text: str


def digest_of(text: str) -> str:
    """Return what is kept of a key's text: it holds 256 random bits, so one pass of SHA-256 is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def create_api_key(  # noqa: PLR0913 - what a key is, who made it, when
    *,
    name: str,
    source: str,
    purposes: Collection[str],
    scopes: Collection[str],
    days: int,
    actor: Actor,
    now: datetime,
    uid: UUID | None = None,
) -> MadeKey:
    """Make a key; raise KeyRefusedError for an unknown source, purpose or scope, or when `uid` is one already."""
    _check(name=name, purposes=purposes, scopes=scopes, days=days)
    if uid is not None and ApiKey.objects.filter(pk=uid).exists():
        raise KeyRefusedError(
            _(
                "This key was made already, and it is shown only once: revoke it, and make a new one."
            )
        )
    prefix = f"{_MARK}_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        uid=uid or uuid4(),
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(text),
        source=_source(source),
        purposes=sorted(set(purposes)),
        scopes=[scope for scope in Scope.values if scope in scopes],
        created_at=now,
        expires_at=now + timedelta(days=days),
        **actor_columns(actor),
    )
    return MadeKey(key, text)


def revoke_api_key(*, key: ApiKey, actor: Actor, now: datetime) -> bool:
    """Let a key in no more, from the next call on; say whether it was open until now."""
    revoked = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=actor.label
    )
    return bool(revoked)


def revoke_keys_of(steward_id: str) -> None:
    """Revoke every key that a colleague made who has left, in the caller's transaction."""
    made = ApiKey.objects.filter(actor_kind="steward", actor_id=steward_id, revoked_at=None)
    made.update(revoked_at=Now(), revoked_by=_("The account of whoever made it was closed"))


def _source(slug: str) -> Source:
    found = Source.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise KeyRefusedError(_("There is no source “%(code)s” in use.") % {"code": slug}, "source")
    if slug in BUILT_IN:
        raise KeyRefusedError(
            _("A program cannot speak as a colleague or as a customer: choose its own source."),
            "source",
        )
    return found


def _check(*, name: str, purposes: Collection[str], scopes: Collection[str], days: int) -> None:
    if not name.strip():
        raise KeyRefusedError(_("Give the key a name that says which program holds it."), "name")
    _check_known(
        purposes,
        {purpose.slug for purpose in known_purposes()},
        "purposes",
        _("There is no purpose “%(code)s” in use."),
        _("Name at least one purpose that the key acts for."),
    )
    _check_known(
        scopes,
        set(Scope.values),
        "scopes",
        _("There is no scope “%(code)s”."),
        _("Choose at least one thing that the key may do."),
    )
    if not 1 <= days <= LONGEST_DAYS:
        raise KeyRefusedError(
            _("A key lasts from one day to %(days)s days.") % {"days": LONGEST_DAYS}, "days"
        )


def _check_known(
    said: Collection[str], known: set[str], field: str, unknown: str, none: str
) -> None:
    if not said:
        raise KeyRefusedError(none, field)
    for code in said:
        if code not in known:
            raise KeyRefusedError(unknown % {"code": code}, field)
