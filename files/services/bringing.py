"""A file arrives from a person, and with it perhaps a source that was not known before."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from config.lib.actor import Actor
from files.models import ImportRun
from files.services.receiving import Incoming, receive_file
from files.services.taking_in import get_source
from profiles.models import Source
from profiles.services.settings import keep_source


def bring_file(  # noqa: PLR0913 - a file has a name, a kind, a sender and a currency
    *,
    file: Incoming,
    file_name: str,
    kind: str,
    source: str,
    new_source: tuple[str, str] | None,
    currency: str,
    actor: Actor,
    now: datetime,
) -> ImportRun:
    """Receive a file from a known source, or from a new one of (name, kind); a refused file leaves no source."""
    with transaction.atomic():
        origin = _make_source(*new_source, actor, now) if new_source else get_source(source)
        return receive_file(
            file=file,
            file_name=file_name,
            source=origin,
            kind=kind,
            actor=actor,
            now=now,
            currency=currency,
        )


def _make_source(name: str, kind: str, actor: Actor, now: datetime) -> Source:
    return keep_source(
        source=None,
        slug=_free_slug(name),
        values={"name": name, "kind": kind},
        actor=actor,
        now=now,
    )


def _free_slug(name: str) -> str:
    """Return a code for a name that no source has yet."""
    wanted = slugify(name)[:36] or "source"
    taken = set(Source.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [wanted, *numbered] if slug not in taken)
