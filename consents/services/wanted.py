"""Which facts the company wants to know, and for what (law 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.errors import DomainError
from consents.models import AttributePurpose, Purpose
from profiles.choices import Sensitivity
from profiles.models import Attribute
from profiles.services.recompute_all import request_recompute


class WantedFactError(DomainError):
    """A choice of wanted facts that does not hold together."""


@dataclass(frozen=True, slots=True)
class WantedChange:
    """What a choice changed: facts that became wanted, that no longer are, and whose purposes changed."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    purposes_changed: tuple[str, ...]


@transaction.atomic
def choose_wanted_facts(
    *,
    wanted: Mapping[str, Sequence[str]],
    actor: Actor,
    now: datetime,
    unwanted: Mapping[str, Sequence[str]] | None = None,
) -> WantedChange:
    """Make exactly these facts wanted, each for its purposes (slug → purpose slugs, at least one).

    `unwanted` gives facts that are not wanted their purposes, possibly none: those are to be let go. Completeness is
    computed anew in the background where the choice changed it. Raise WantedFactError for an unknown, switched-off or
    special-category fact, or one without a purpose.
    """
    act_as(actor)
    facts = {row.slug: row for row in Attribute.objects.select_for_update().order_by("pk")}
    purposes = {row.slug: row for row in Purpose.objects.filter(is_active=True)}
    for slug, chosen in wanted.items():
        _check(facts.get(slug), slug, chosen, purposes)
    before = {row.slug for row in facts.values() if row.is_wanted}
    for row in facts.values():
        row.is_wanted = row.slug in wanted
    Attribute.objects.bulk_update(facts.values(), ["is_wanted"])
    named = {slug: list(of) for slug, of in (unwanted or {}).items() if slug in facts} | dict(
        wanted
    )
    changed = tuple(
        slug
        for slug, of in named.items()
        if _set_purposes(facts[slug], [one for one in of if one in purposes], purposes)
    )
    if wanted.keys() != before:
        request_recompute(reason=_("Wanted facts"), actor=actor, now=now)
    return WantedChange(
        added=tuple(sorted(wanted.keys() - before)),
        dropped=tuple(sorted(before - wanted.keys())),
        purposes_changed=changed,
    )


@transaction.atomic
def keep_wanted_fact(
    *, fact: Attribute, is_wanted: bool, purposes: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Say of one fact whether it is wanted and which purposes may read it; refuse what a choice of many would."""
    act_as(actor)
    known = {row.slug: row for row in Purpose.objects.filter(is_active=True)}
    kept = Attribute.objects.select_for_update().get(pk=fact.pk)
    if is_wanted:
        _check(kept, kept.slug, purposes, known)
    _refuse_unknown(purposes, known)
    is_changed = kept.is_wanted != is_wanted
    kept.is_wanted = is_wanted
    kept.save(update_fields=["is_wanted"])
    _set_purposes(kept, purposes, known)
    if is_changed:
        request_recompute(reason=_("Wanted facts"), actor=actor, now=now)


def _check(
    fact: Attribute | None, slug: str, chosen: Sequence[str], purposes: Mapping[str, Purpose]
) -> None:
    if fact is None or not fact.is_enabled:
        raise WantedFactError(_("“%(fact)s” is not in use.") % {"fact": fact or slug})
    if fact.sensitivity == Sensitivity.SPECIAL:
        raise WantedFactError(
            _("“%(fact)s” is special-category data and needs explicit consent first.")
            % {"fact": fact}
        )
    if not chosen:
        raise WantedFactError(
            _("Choose what “%(fact)s” is needed for: a fact without a purpose may not be asked.")
            % {"fact": fact}
        )
    _refuse_unknown(chosen, purposes)


def _refuse_unknown(chosen: Sequence[str], purposes: Mapping[str, Purpose]) -> None:
    if unknown := [purpose for purpose in chosen if purpose not in purposes]:
        raise WantedFactError(_("There is no purpose “%(purpose)s”.") % {"purpose": unknown[0]})


def _set_purposes(fact: Attribute, chosen: Sequence[str], purposes: Mapping[str, Purpose]) -> bool:
    """Give a fact exactly these purposes; say whether that changed anything."""
    links = AttributePurpose.objects.filter(attribute=fact, purpose__is_active=True)
    before = set(links.values_list("purpose__slug", flat=True))
    links.exclude(purpose__slug__in=chosen).delete()
    AttributePurpose.objects.bulk_create(
        AttributePurpose(attribute=fact, purpose=purposes[slug]) for slug in set(chosen) - before
    )
    return before != set(chosen)
