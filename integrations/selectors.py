"""Questions about keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from consents.selectors import purposes
from integrations.choices import Scope
from integrations.models import ApiKey


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in words; `tone` is that of its badge."""

    key: ApiKey
    state: str
    tone: str
    purposes: str
    scopes: Sequence[str]
    last_used_at: datetime | None


def key_lines(now: datetime) -> list[KeyLine]:
    """Return every key, those that let in first, each with its last use: two queries."""
    names = {purpose.slug: purpose.label for purpose in purposes()}
    keys = ApiKey.objects.select_related("source", "use").order_by("-created_at", "pk")
    lines = [_line(key, names, now) for key in keys]
    return sorted(lines, key=lambda line: not line.key.is_open(now))


def _line(key: ApiKey, names: dict[str, str], now: datetime) -> KeyLine:
    state, tone = _("In use"), "ok"
    if key.revoked_at is not None:
        state, tone = _("Revoked"), "bad"
    elif not key.is_open(now):
        state, tone = _("Run out"), "warn"
    labels = dict(Scope.choices)
    return KeyLine(
        key=key,
        state=state,
        tone=tone,
        purposes=", ".join(names.get(slug, slug) for slug in key.purposes),
        scopes=[str(labels.get(scope, scope)) for scope in key.scopes],
        last_used_at=key.use.last_used_at if hasattr(key, "use") else None,
    )
