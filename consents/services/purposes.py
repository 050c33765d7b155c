"""What the officer sets: purposes, and the texts in which consent is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.choices import Channel, PurposeKind
from consents.models import Purpose, Wording

PURPOSE_FIELDS = ("office_labels", "labels", "descriptions", "is_active")


class PurposeRefusedError(DomainError):
    """A purpose or text that cannot be kept; `field` names where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def keep_purpose(*, purpose: Purpose, values: Mapping[str, Any], actor: Actor) -> Purpose:
    """Change a purpose's names, explanations, or whether it is in use; `values` holds some of PURPOSE_FIELDS."""
    del actor
    kept = Purpose.objects.select_for_update().get(pk=purpose.pk)
    for name in PURPOSE_FIELDS:
        if name in values:
            setattr(kept, name, values[name])
    if not any(kept.labels.values()):
        raise PurposeRefusedError(_("Give the purpose a name in at least one language."), "labels")
    kept.save()
    return kept


@transaction.atomic
def publish_wordings(
    *, purpose: Purpose, texts: Mapping[str, str], channels: Sequence[str], actor: Actor
) -> list[Wording]:
    """Publish each text that differs from the one in use as a new version; return what is new.

    What people were shown stays as it was: a version is never changed, it only stops being the one in use.
    """
    del actor
    Purpose.objects.select_for_update().get(pk=purpose.pk)
    _check(purpose, texts, channels)
    ordered = [channel for channel in Channel.values if channel in channels]
    return [
        _publish(purpose, language, text.strip(), ordered)
        for language, text in texts.items()
        if text.strip() and not _is_in_use(purpose, language, text.strip(), ordered)
    ]


def _check(purpose: Purpose, texts: Mapping[str, str], channels: Sequence[str]) -> None:
    if not any(text.strip() for text in texts.values()):
        raise PurposeRefusedError(_("Write the text in at least one language."))
    if purpose.kind == PurposeKind.CONTACT and purpose.is_marketing and not channels:
        raise PurposeRefusedError(_("Choose the channels that the text asks for."), "channels")


def _is_in_use(purpose: Purpose, language: str, text: str, channels: list[str]) -> bool:
    return Wording.objects.filter(
        purpose=purpose, language=language, is_current=True, text=text, channels=channels
    ).exists()


def _publish(purpose: Purpose, language: str, text: str, channels: list[str]) -> Wording:
    """Put a new version in the place of the one in use; an old text that returns is used again."""
    earlier = Wording.objects.filter(purpose=purpose, language=language)
    last = earlier.aggregate(last=Max("version"))["last"] or 0
    row = Wording(
        purpose=purpose, language=language, version=last + 1, channels=channels, text=text
    )
    row.sha256 = row.digest()
    earlier.filter(is_current=True).update(is_current=False)
    same = earlier.filter(pk=row.sha256).first()
    if same is not None:
        same.is_current = True
        same.save(update_fields=["is_current"])
        return same
    row.save(force_insert=True)
    return row
