"""An export is ordered: what the purpose does not allow is refused here, by name (law 4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.choices import Channel, PurposeKind
from consents.selectors import find_purpose, purposes, readable_slugs
from files.choices import ExportFormat, ExportState
from files.models import ExportRun
from profiles.models import Attribute
from segments.models import Segment, SegmentVersion
from segments.rules.ast import conditions_in
from segments.rules.errors import RuleError
from segments.rules.parse import parse
from segments.selectors.catalogue import catalogue_for

_NUMBERING = 0x6B6A0002  # the advisory lock under which exports are numbered
_OPEN = (ExportState.QUEUED, ExportState.RUNNING)
_MEMBER_OF = "member.segments"


class ExportRefusedError(DomainError):
    """An export that may not leave the house, or names what does not exist; `field` says where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def order_export(  # noqa: PLR0913 - whom, for what, how, to whom, which facts, as what, by whom, when
    *,
    segment: Segment | None,
    purpose: str,
    channel: str,
    recipient: str,
    slugs: Sequence[str],
    file_format: str,
    actor: Actor,
    now: datetime,
) -> ExportRun:
    """Queue an export of those of a segment, else of everybody, who may be contacted.

    A second click on the same order finds the first.
    Raise ExportRefusedError for a purpose, channel or fact that is unknown or not allowed.
    """
    if not recipient.strip():
        raise ExportRefusedError(_("Say who receives the file."), "recipient")
    if file_format not in ExportFormat.values:
        raise ExportRefusedError(_("An export is a CSV or an Excel file."), "file_format")
    order = {
        "segment": segment,
        "purpose": purpose,
        "channel": channel,
        "recipient": recipient.strip()[:200],
        "slugs": list(dict.fromkeys(slugs)),
        "file_format": file_format,
        **actor_columns(actor),
    }
    check_allowed(segment=segment, purpose=purpose, channel=channel, slugs=slugs)
    return queue_export(order, now)


def queue_export(order: Mapping[str, Any], now: datetime) -> ExportRun:
    """Put an order in the queue under a number of its own; while the same one waits, return that."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
        waiting = ExportRun.objects.filter(**order, state__in=_OPEN).first()
        if waiting:
            return waiting
        last: int = ExportRun.objects.aggregate(last=Max("number"))["last"] or 0
        return ExportRun.objects.create(number=last + 1, queued_at=now, **order)


def check_allowed(
    *, segment: Segment | None, purpose: str, channel: str, slugs: Sequence[str]
) -> None:
    """Raise ExportRefusedError where law 4 is broken; asked when an export is ordered and again when it is written."""
    _check_purpose(purpose, channel)
    check_facts(purpose, slugs)
    if segment is not None:
        check_segment(segment, purpose, seen=set())


def _check_purpose(purpose: str, channel: str) -> None:
    found = find_purpose(purpose)
    if found is None:
        known = ", ".join(each.slug for each in purposes(PurposeKind.CONTACT))
        raise ExportRefusedError(
            _("There is no purpose “%(purpose)s”. Known: %(known)s.")
            % {"purpose": purpose, "known": known},
            "purpose",
        )
    if found.kind != PurposeKind.CONTACT:
        raise ExportRefusedError(
            _(
                "“%(purpose)s” is nothing that people are contacted for, so there is nobody to export."
            )
            % {"purpose": found.label},
            "purpose",
        )
    if channel not in Channel.values:
        raise ExportRefusedError(
            _("There is no channel “%(channel)s”. Known: %(known)s.")
            % {"channel": channel, "known": ", ".join(Channel.values)},
            "channel",
        )


def check_facts(purpose: str, slugs: Sequence[str]) -> None:
    """Refuse facts that are unknown, or that the purpose may not read."""
    labels = {fact.slug: fact.label for fact in Attribute.objects.filter(slug__in=slugs)}
    unknown = sorted(set(slugs) - labels.keys())
    if unknown:
        raise ExportRefusedError(
            _("There is no such fact: %(facts)s.") % {"facts": ", ".join(unknown)}, "slugs"
        )
    closed = [labels[slug] for slug in slugs if slug not in readable_slugs(purpose)]
    if closed:
        raise ExportRefusedError(
            _("The purpose “%(purpose)s” may not read: %(facts)s.")
            % {"purpose": _label(purpose), "facts": ", ".join(closed)},
            "slugs",
        )


def check_segment(segment: Segment, purpose: str, seen: set[str]) -> None:
    """Refuse a segment that was chosen by facts which the purpose may not read; its inner segments count, too."""
    seen.add(segment.slug)
    version = SegmentVersion.objects.filter(segment=segment).order_by("-number").first()
    if version is None:
        return
    try:
        tree = parse(version.rule, catalogue_for(purpose))
    except RuleError as error:
        raise ExportRefusedError(
            _("The segment “%(segment)s” does not fit the purpose “%(purpose)s”: %(why)s")
            % {"segment": segment.name, "purpose": _label(purpose), "why": error},
            "purpose",
        ) from error
    inner = {
        str(slug)
        for _path, condition in conditions_in(tree)
        if condition.field == _MEMBER_OF and isinstance(condition.value, tuple)
        for slug in condition.value
    }
    for other in Segment.objects.filter(slug__in=inner - seen):
        check_segment(other, purpose, seen)


def _label(purpose: str) -> str:
    found = find_purpose(purpose)
    return found.label if found else purpose


def get_segment(slug: str) -> Segment:
    """Return the segment of that code; raise ExportRefusedError naming those there are."""
    found = Segment.objects.filter(slug=slug).first()
    if found is not None:
        return found
    known = ", ".join(Segment.objects.order_by("slug").values_list("slug", flat=True)[:50])
    raise ExportRefusedError(
        _("There is no segment “%(slug)s”. Known: %(known)s.")
        % {"slug": slug, "known": known or "–"},
        "segment",
    )
