"""Make, change and delete segments; every set of conditions is an edition of its own."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.selectors import find_purpose
from segments.choices import RunState
from segments.models import (
    FormerMembership,
    Membership,
    ReachFigure,
    Segment,
    SegmentRun,
    SegmentVersion,
)
from segments.rules.errors import Problem, RuleError
from segments.rules.explain import sentence
from segments.rules.parse import dump, parse
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import all_used, latest_rules, latest_version, segments_used
from segments.selectors.uses import uses_of
from segments.services.locks import lock_conditions


class SegmentNameTakenError(DomainError):
    """Another segment has the same code."""


class UnknownPurposeError(DomainError):
    """A purpose that is not in use."""


class SegmentInUseError(DomainError):
    """A segment that something builds on cannot be deleted; the message says what."""


def create_segment(
    *, name: str, purpose: str, actor: Actor, now: datetime, slug: str = "", description: str = ""
) -> Segment:
    """Make a segment without conditions; its code comes from the name unless one is given."""
    del actor, now  # the first edition names its maker
    _check_purpose(purpose)
    code = slug or slugify(name)[:60] or "segment"
    try:
        with transaction.atomic():
            return Segment.objects.create(
                slug=code, name=name, description=description, purpose_id=purpose
            )
    except IntegrityError:
        raise SegmentNameTakenError(
            _("There is already a segment with the code “%(code)s”.") % {"code": code}
        ) from None


def update_segment(
    *, segment: Segment, name: str, purpose: str, description: str, actor: Actor, now: datetime
) -> Segment:
    """Change name, explanation or purpose; a purpose that may not read the conditions' facts is refused (law 4)."""
    with transaction.atomic():
        lock_conditions()
        if purpose != segment.purpose_id:
            _check_purpose(purpose)
            segment.purpose_id = purpose
            version = latest_version(segment)
            if version is not None:
                _add_version(segment, version.rule, actor=actor, now=now)
        segment.name, segment.description = name, description
        segment.save(update_fields=["name", "description", "purpose"])
    return segment


def save_version(*, segment: Segment, rule: Any, actor: Actor, now: datetime) -> SegmentVersion:
    """Save conditions as the next edition and stop a refresh of the last one; unchanged conditions change nothing.

    Raises RuleError with the place of each problem, NotAllowedError where the purpose may not read a fact.
    """
    with transaction.atomic():
        lock_conditions()
        latest = latest_version(segment)
        tree = parse(rule, catalogue_for(segment.purpose_id, leaving_out=segment.slug))
        if latest is not None and latest.rule == dump(tree):
            return latest
        return _add_version(segment, rule, actor=actor, now=now)


def delete_segment(*, segment: Segment, actor: Actor) -> None:
    """Delete a segment that nothing builds on, with its members and editions."""
    del actor
    with transaction.atomic():
        lock_conditions()
        uses = uses_of(segment)
        if uses:
            raise SegmentInUseError(
                _("“%(segment)s” is in use: %(uses)s.")
                % {"segment": segment, "uses": ", ".join(str(use) for use in uses)}
            )
        for part in (Membership, FormerMembership, ReachFigure, SegmentRun, SegmentVersion):
            part.objects.filter(segment=segment).delete()
        segment.delete()


def _check_purpose(purpose: str) -> None:
    if find_purpose(purpose) is None:
        raise UnknownPurposeError(_("There is no purpose “%(purpose)s”.") % {"purpose": purpose})


def _add_version(segment: Segment, rule: Any, *, actor: Actor, now: datetime) -> SegmentVersion:
    catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
    tree = parse(rule, catalogue)
    _check_cycle(segment, rule)
    latest = latest_version(segment)
    SegmentRun.objects.filter(
        segment=segment, state__in=[RunState.QUEUED, RunState.RUNNING]
    ).update(
        state=RunState.FAILED, error=_("The conditions were changed meanwhile."), finished_at=now
    )
    return SegmentVersion.objects.create(
        segment=segment,
        number=latest.number + 1 if latest else 1,
        rule=dump(tree),
        sentence=sentence(tree, catalogue),
        created_at=now,
        **actor_columns(actor),
    )


def _check_cycle(segment: Segment, rule: Any) -> None:
    """Refuse conditions that build on a segment which builds on this one."""
    rules = latest_rules()
    for used in sorted(segments_used(rule)):
        if segment.slug in all_used(used, rules):
            said = _("“%(segment)s” builds on this segment itself.") % {"segment": used}
            raise RuleError([Problem((), said)])
