"""What the officer sets: purposes, and the texts in which consent is asked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.errors import DomainError
from consents.choices import Channel, PurposeKind
from consents.models import AttributePurpose, Purpose, PurposeBasis, Wording
from profiles.choices import Sensitivity
from profiles.models import Attribute

PURPOSE_FIELDS = ("office_labels", "labels", "descriptions", "is_active")

BASIS_FIELDS = ("channel", "country", "basis", "law", "notes")


class PurposeRefusedError(DomainError):
    """A purpose or text that cannot be kept; `field` names where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def keep_purpose(*, purpose: Purpose, values: Mapping[str, Any], actor: Actor) -> Purpose:
    """Change a purpose's names, explanations, or whether it is in use; `values` holds some of PURPOSE_FIELDS."""
    act_as(actor)
    kept = Purpose.objects.select_for_update().get(pk=purpose.pk)
    for name in PURPOSE_FIELDS:
        if name in values:
            setattr(kept, name, values[name])
    if not any(kept.labels.values()):
        raise PurposeRefusedError(_("Give the purpose a name in at least one language."), "labels")
    kept.save()
    return kept


@transaction.atomic
def keep_bases(*, purpose: Purpose, bases: Sequence[Mapping[str, Any]], actor: Actor) -> None:
    """Let a purpose rest on exactly these lawful bases, each with BASIS_FIELDS; others are taken away."""
    act_as(actor)
    Purpose.objects.select_for_update().get(pk=purpose.pk)
    wanted = [_basis_said(basis) for basis in bases]
    present = list(PurposeBasis.objects.filter(purpose=purpose).values(*BASIS_FIELDS))
    if sorted(map(_as_key, wanted)) == sorted(map(_as_key, present)):
        return
    PurposeBasis.objects.filter(purpose=purpose).delete()
    for values in wanted:
        row = PurposeBasis(purpose=purpose, **values)
        row.full_clean()
        row.save()


@transaction.atomic
def keep_facts_of_purpose(*, purpose: Purpose, slugs: Sequence[str], actor: Actor) -> None:
    """Let a purpose read exactly these facts (law 4); a special category stays off whatever may read it (law 10)."""
    act_as(actor)
    facts = {row.slug: row for row in Attribute.objects.filter(slug__in=slugs)}
    if unknown := sorted(set(slugs) - facts.keys()):
        raise PurposeRefusedError(_("There is no fact “%(fact)s”.") % {"fact": unknown[0]})
    links = AttributePurpose.objects.filter(purpose=purpose)
    known = set(links.values_list("attribute__slug", flat=True))
    _refuse_special(purpose, [facts[slug] for slug in facts.keys() - known])
    links.exclude(attribute__slug__in=slugs).delete()
    AttributePurpose.objects.bulk_create(
        AttributePurpose(attribute=facts[slug], purpose=purpose) for slug in facts.keys() - known
    )


def _refuse_special(purpose: Purpose, added: Sequence[Attribute]) -> None:
    for fact in added:
        if fact.sensitivity == Sensitivity.SPECIAL:
            raise PurposeRefusedError(
                _(
                    "“%(fact)s” is special-category data: “%(purpose)s” cannot be given it by a file."
                )
                % {"fact": fact, "purpose": purpose}
            )


def _basis_said(basis: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a basis, column by column; its notes are texts by language."""
    notes = basis.get("notes") or {}
    if not isinstance(notes, Mapping):
        raise PurposeRefusedError(_("Notes are written as {language: text}."))
    said = {name: str(basis.get(name, "")) for name in BASIS_FIELDS if name != "notes"}
    return {**said, "notes": {str(code): str(text) for code, text in notes.items()}}


def _as_key(basis: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(json.dumps(basis[name], sort_keys=True) for name in BASIS_FIELDS)


@transaction.atomic
def publish_wordings(
    *, purpose: Purpose, texts: Mapping[str, str], channels: Sequence[str], actor: Actor
) -> list[Wording]:
    """Publish each text that differs from the one in use as a new version; return what is new.

    What people were shown stays as it was: a version is never changed, it only stops being the one in use.
    """
    act_as(actor)
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
