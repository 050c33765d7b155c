"""What a company sets about its sources and its catalogue of facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.errors import DomainError
from profiles.choices import DataType, Ownership, Sensitivity
from profiles.models import Attribute, AttributeOption, Source
from profiles.services.recompute_all import request_recompute


class SettingRefusedError(DomainError):
    """A setting that cannot be kept; `field` names where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


# What a colleague's own word is kept as; its name and rank may change, its being may not.
BUILT_IN = frozenset({"steward", "survey"})
SOURCE_FIELDS = (
    "name",
    "kind",
    "rank",
    "ownership",
    "licence",
    "licensed_until",
    "opt_out_offered",
    "is_active",
)
FACT_FIELDS = ("labels", "helps", "half_life_days", "weight", "is_enabled")


@transaction.atomic
def keep_source(
    *, source: Source | None, slug: str, values: Mapping[str, Any], actor: Actor, now: datetime
) -> Source:
    """Add or change a source; `values` holds some of SOURCE_FIELDS. A new rank computes every customer anew."""
    act_as(actor)
    kept = source or Source(slug=slug)
    before = kept.rank if source else None
    for name in SOURCE_FIELDS:
        if name in values:
            setattr(kept, name, values[name])
    _check_source(kept)
    kept.save()
    if before is not None and before != kept.rank:
        reason = _("the rank of %(source)s") % {"source": kept.name}
        request_recompute(reason=reason, actor=actor, now=now)
    return kept


def _check_source(source: Source) -> None:
    if source.slug in BUILT_IN and not source.is_active:
        raise SettingRefusedError(_("This source is part of Kjenn and stays in use."), "is_active")
    if source.ownership == Ownership.THIRD_PARTY and not source.licence.strip():
        raise SettingRefusedError(
            _("Say under which licence or agreement you may use third-party data."), "licence"
        )
    if source.ownership == Ownership.THIRD_PARTY and source.opt_out_offered:
        raise SettingRefusedError(
            _("Third-party data was never given to you at a sale, so this cannot be ticked."),
            "opt_out_offered",
        )


@transaction.atomic
def keep_fact(
    *, fact: Attribute, values: Mapping[str, Any], actor: Actor, now: datetime
) -> Attribute:
    """Change a fact of the catalogue; `values` holds some of FACT_FIELDS.

    What completeness rests on is computed anew, for every customer, in the background.
    """
    act_as(actor)
    kept = Attribute.objects.select_for_update().get(pk=fact.pk)
    before = (kept.half_life_days, kept.weight, kept.is_enabled)
    for name in FACT_FIELDS:
        if name in values:
            setattr(kept, name, values[name])
    if kept.sensitivity == Sensitivity.SPECIAL and kept.is_enabled:
        raise SettingRefusedError(
            _("Special-category data stays off until explicit consent can be asked for it."),
            "is_enabled",
        )
    if not any(kept.labels.values()):
        raise SettingRefusedError(_("Give the fact a name in at least one language."), "labels")
    kept.is_wanted = kept.is_wanted and kept.is_enabled
    kept.save()
    if before != (kept.half_life_days, kept.weight, kept.is_enabled):
        request_recompute(reason=kept.label, actor=actor, now=now)
    return kept


@transaction.atomic
def keep_options(*, fact: Attribute, options: Mapping[str, Any], actor: Actor) -> None:
    """Name a choice's options (code to names), and add those that are missing; customers hold the codes, so none goes.

    Raises SettingRefusedError for a fact that is no choice, and for an option without a name.
    """
    act_as(actor)
    if options and fact.data_type not in {DataType.CHOICE, DataType.CHOICES}:
        raise SettingRefusedError(_("“%(fact)s” has no options.") % {"fact": fact})
    known = {row.slug: row for row in fact.options.select_for_update().order_by("pk")}
    last = max((row.position for row in known.values()), default=0)
    for slug, labels in options.items():
        row = known.get(slug) or AttributeOption(attribute=fact, slug=slug, position=last + 10)
        last = max(last, row.position)
        if not isinstance(labels, Mapping) or not any(labels.values()):
            raise SettingRefusedError(_("The option “%(code)s” has no name.") % {"code": slug})
        if row.labels != labels:
            row.labels = dict(labels)
            row.full_clean()
            row.save()
