"""Membership follows a change of single customers at once, inside their transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.lib.actor import Actor
from profiles.models import Customer
from segments.choices import EnteredBy, LeftBecause
from segments.models import FormerMembership, Membership, ReachFigure, Segment, SegmentVersion
from segments.rules.compile import matching
from segments.rules.errors import NotAllowedError, RuleError
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import in_order, latest_versions
from segments.services.runs import queue_all
from segments.wake import wake_workers

# Beyond this, refreshing everything in the background costs less than looking at each (performance.md B).
FEW = 500


def reevaluate_customers(*, uids: Collection[UUID], now: datetime) -> None:
    """Put these few customers in and out of every segment in use, and mark its figures as older than they are.

    Segments that were never refreshed wait for their first refresh. Many customers at once are left to a refresh of
    all segments in the background.
    """
    if len(uids) > FEW:
        queue_all(actor=Actor.system("reevaluate_customers"), now=now)
        return
    with transaction.atomic():
        versions = _versions_in_order()
        if not versions or not uids:
            return
        _hold(uids)
        touched = {each.segment_id for each in versions if _follow(each, tuple(uids), now)}
        touched |= set(
            Membership.objects.filter(customer_id__in=uids).values_list("segment_id", flat=True)
        )
        if ReachFigure.objects.filter(segment_id__in=touched).update(outdated_at=now):
            wake_workers()


def follow_changes(uids: Collection[UUID], now: datetime) -> None:
    """Listen to the room of customers."""
    reevaluate_customers(uids=uids, now=now)


def _versions_in_order() -> list[SegmentVersion]:
    versions = {
        slug: version
        for slug, version in latest_versions().items()
        if version.segment.is_active and version.segment.counted_at is not None
    }
    return [
        versions[slug] for slug in in_order({slug: each.rule for slug, each in versions.items()})
    ]


def _hold(uids: Collection[UUID]) -> None:
    """Let one transaction at a time decide about a customer: a refresh holds the same rows (membership.py)."""
    list(Customer.objects.select_for_update().filter(pk__in=uids).order_by("pk").values_list("pk"))


def _follow(version: SegmentVersion, uids: Sequence[UUID], now: datetime) -> bool:
    """Let the customers in and out of one segment; return whether anybody moved."""
    passing = _passing(version, uids, now)
    if passing is None:
        return False
    rows = Membership.objects.filter(segment=version.segment_id, customer_id__in=uids)
    members = {row.customer_id: row for row in rows}
    entering = passing - set(members)
    leaving = [
        row
        for uid, row in sorted(members.items())
        if row.entered_by == EnteredBy.RULE and uid not in passing
    ]
    Membership.objects.bulk_create(
        (
            Membership(
                segment_id=version.segment_id, customer_id=uid, version=version, entered_at=now
            )
            for uid in sorted(entering)
        ),
        ignore_conflicts=True,
    )
    _let_go(leaving, now)
    if len(entering) != len(leaving):
        Segment.objects.filter(pk=version.segment_id).update(
            member_count=F("member_count") + len(entering) - len(leaving)
        )
    return bool(entering or leaving)


def _let_go(leaving: Sequence[Membership], now: datetime) -> None:
    FormerMembership.objects.bulk_create(
        FormerMembership(
            segment_id=row.segment_id,
            customer_id=row.customer_id,
            entered_at=row.entered_at,
            left_at=now,
            reason=LeftBecause.RULE,
        )
        for row in leaving
    )
    Membership.objects.filter(pk__in=[row.pk for row in leaving]).delete()


def _passing(version: SegmentVersion, uids: Sequence[UUID], now: datetime) -> set[UUID] | None:
    """Return those who pass; nobody where law 4 forbids it; nothing where the conditions cannot be read any longer."""
    segment = version.segment
    catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
    few = Scope.of(uids)
    try:
        tree = parse(version.rule, catalogue)
    except NotAllowedError:
        return set()
    except RuleError:
        return None
    found = matching(tree, few.customers(), catalogue=catalogue, moment=Moment(now, few))
    return set(found.values_list("pk", flat=True))
