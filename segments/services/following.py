"""Membership follows a change of single customers at once, inside their transaction."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from config.lib.actor import Actor
from profiles.models import Customer
from segments.choices import EnteredBy, LeftBecause
from segments.models import FormerMembership, Membership, ReachFigure, Segment, SegmentVersion
from segments.rules.catalog import Catalogue
from segments.rules.comparing import surely
from segments.rules.compile import compiled
from segments.rules.errors import NotAllowedError, RuleError
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import facts_named, in_order, latest_versions, segments_used
from segments.services.runs import queue_all
from segments.wake import wake_workers

# Beyond this, refreshing everything in the background costs less than looking at each.
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
        touched: set[int] = set()
        for level in _levels(versions):
            touched |= _follow(level, tuple(uids), now)
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


def _levels(versions: Sequence[SegmentVersion]) -> list[list[SegmentVersion]]:
    """Return the editions in turns: none builds on another of its own turn, so that each turn is one question."""
    turns: list[list[SegmentVersion]] = []
    turn_of: dict[str, int] = {}
    for version in versions:
        turn = 1 + max((turn_of.get(used, -1) for used in segments_used(version.rule)), default=-1)
        turn_of[version.segment.slug] = turn
        if turn == len(turns):
            turns.append([])
        turns[turn].append(version)
    return turns


def _hold(uids: Collection[UUID]) -> None:
    """Let one transaction at a time decide about a customer: a refresh holds the same rows (membership.py)."""
    list(Customer.objects.select_for_update().filter(pk__in=uids).order_by("pk").values_list("pk"))


def _follow(versions: Sequence[SegmentVersion], uids: Sequence[UUID], now: datetime) -> set[int]:
    """Let the customers in and out of these segments; return the segments that changed."""
    passing = _passing(versions, uids, now)
    rows = Membership.objects.filter(segment_id__in=passing, customer_id__in=uids)
    members = {(row.segment_id, row.customer_id): row for row in rows}
    entering = [
        Membership(segment_id=version.segment_id, customer_id=uid, version=version, entered_at=now)
        for version in versions
        for uid in sorted(passing.get(version.segment_id, ()))
        if (version.segment_id, uid) not in members
    ]
    leaving = [
        row
        for (segment, uid), row in members.items()
        if row.entered_by == EnteredBy.RULE and uid not in passing[segment]
    ]
    if entering:
        Membership.objects.bulk_create(entering, ignore_conflicts=True)
    if leaving:
        _let_go(leaving, now)
    return _count(entering, leaving)


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


def _count(entering: Sequence[Membership], leaving: Sequence[Membership]) -> set[int]:
    """Keep the stored sizes in step, segment by segment in key order, so that two transactions queue up."""
    change = Counter(row.segment_id for row in entering)
    change.subtract(row.segment_id for row in leaving)
    for segment, difference in sorted(change.items()):
        if difference:
            Segment.objects.filter(pk=segment).update(member_count=F("member_count") + difference)
    return set(change)


def _passing(
    versions: Sequence[SegmentVersion], uids: Sequence[UUID], now: datetime
) -> dict[int, set[UUID]]:
    """Return who passes each, in one question; nobody where law 4 forbids it.

    A segment whose conditions cannot be read any longer is left out, and stays as it is.
    """
    moment = Moment(now, Scope.of(uids))
    passing: dict[int, set[UUID]] = {}
    tests = {}
    for version, catalogue in _with_catalogues(versions):
        try:
            tree = parse(version.rule, catalogue)
        except NotAllowedError:
            passing[version.segment_id] = set()
        except RuleError:
            continue
        else:
            passing[version.segment_id] = set()
            tests[f"in_{version.segment_id}"] = compiled(tree, catalogue=catalogue, moment=moment)
    for uid, *answers in _answers(tests, moment):
        for name, holds in zip(tests, answers, strict=True):
            if holds:
                passing[int(name.removeprefix("in_"))].add(uid)
    return passing


def _answers(tests: Mapping[str, Q], moment: Moment) -> list[tuple[Any, ...]]:
    columns = {
        name: ExpressionWrapper(surely(test), output_field=BooleanField())
        for name, test in tests.items()
    }
    return list(moment.scope.customers().annotate(**columns).values_list("pk", *columns))


def _with_catalogues(
    versions: Sequence[SegmentVersion],
) -> Iterator[tuple[SegmentVersion, Catalogue]]:
    """Yield each edition with its purpose's catalogue of just the facts named: a form's reply waits for it."""
    named = frozenset[str]().union(*(facts_named(version.rule) for version in versions))
    catalogues: dict[str, Catalogue] = {}
    for version in versions:
        purpose = version.segment.purpose_id
        if purpose not in catalogues:
            catalogues[purpose] = catalogue_for(purpose, naming=named)
        yield version, catalogues[purpose]
