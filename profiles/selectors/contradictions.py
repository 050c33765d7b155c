"""What the sources say about each other, as counted, and what each of them says of the people on one page."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from profiles.contradictions import ContradictionKind, Said, kinds
from profiles.models import (
    ContactPoint,
    Contradiction,
    ContradictionFigure,
    Counting,
    Customer,
    DuplicatePair,
    Protection,
    RecordChange,
    Source,
    SourceRecord,
    ValueLock,
)
from profiles.selectors.protection import hidden_facts
from profiles.selectors.statements import Shown, said_on
from profiles.selectors.words import load_vocabulary

Rows = Sequence[Contradiction]


@dataclass(frozen=True, slots=True)
class CountedContradiction:
    """One sentence about the files, with its number and time."""

    kind: str
    scope: str
    count: int
    sentence: str
    counted_at: datetime


def contradictions_counted() -> list[CountedContradiction]:
    """Return what the sources say about each other, in the order of the kinds: two queries."""
    order, names = kinds(), source_names()
    place = {slug: (kind.order, at) for at, (slug, kind) in enumerate(order.items())}
    rows = [row for row in ContradictionFigure.objects.all() if row.kind in order]
    rows.sort(key=lambda row: (place[row.kind], -row.customer_count, row.scope))
    return [_counted(row, order[row.kind], names) for row in rows]


def _counted(
    row: ContradictionFigure, kind: ContradictionKind, names: Mapping[str, str]
) -> CountedContradiction:
    shown = {"count": number_format(row.customer_count, force_grouping=True)}
    sources = [name.replace("%", "%%") for name in sides(row.scope, names)]
    sentence = kind.sentence(row.customer_count, sources) % shown
    return CountedContradiction(row.kind, row.scope, row.customer_count, sentence, row.counted_at)


def source_names() -> dict[str, str]:
    """Return the sources' names by their codes, as their reader calls them."""
    return {source.slug: source.label for source in Source.objects.only("slug", "name", "kind")}


def sides(scope: str, names: Mapping[str, str]) -> list[str]:
    """Return the names of the sources that a scope lists; '' where it was nobody's file."""
    return [names.get(slug, slug) for slug in scope.split(">")]


def contradiction_namer() -> Callable[[str], str | None]:
    """Return how "kind~scope" is named: one query, however many are asked for."""
    order, names = kinds(), source_names()

    def named(code: str) -> str | None:
        kind, _tilde, scope = code.partition("~")
        return order[kind].title(sides(scope, names)) if kind in order else None

    return named


def compared_at() -> datetime | None:
    """Return when the sources were last compared; nothing before they first were."""
    last = Counting.objects.filter(pk="comparison").first()
    return last.counted_at if last else None


def contradicted(kind: str, scope: str) -> QuerySet[Contradiction]:
    """Return the customers whom one kind concerns, for pages by key."""
    return Contradiction.objects.filter(kind=kind, scope=scope).select_related("customer")


def newest_statements() -> list[Any]:
    """Return what tells whether any source, colleague or protection said something since."""
    return [
        RecordChange.objects.aggregate(newest=Max("pk"))["newest"],
        DuplicatePair.objects.aggregate(newest=Max("pk"))["newest"],
        ValueLock.objects.aggregate(newest=Max("locked_at"))["newest"],
        Protection.objects.aggregate(newest=Max("since"), lifted=Max("lifted_at")),
    ]


def said_of_facts(*slugs: str) -> Callable[[Rows], Mapping[UUID, Sequence[Said]]]:
    """Return the question what each source says of these facts, the most believed first: four queries a page.

    Of somebody who is in twice, what is said of the other card comes last, with the name that stands on it.
    """

    def said(rows: Rows) -> Mapping[UUID, Sequence[Said]]:
        others = _others(rows)
        told = _told_of([*(row.customer_id for row in rows), *others], slugs)
        return {
            row.customer_id: [*told[row.customer_id], *_of_the_other(row, others, told)]
            for row in rows
        }

    return said


def _told_of(uids: Sequence[UUID], slugs: Sequence[str]) -> Mapping[UUID, list[Said]]:
    """Return what each record of these customers says of the facts; what is protected stays unsaid."""
    words = load_vocabulary()
    shields = _shields(uids)
    found: dict[UUID, list[Said]] = defaultdict(list)
    for record in _records(uids):
        shown = Shown(words, hidden_facts(shields[record.customer_id]), is_revealed=False)
        told = [slug for slug in slugs if slug in record.values and shown.has(slug)]
        if told:
            found[record.customer_id].append(_said(record, told, shown))
    return found


def _others(rows: Rows) -> Mapping[UUID, Customer]:
    """Return the other card of whoever is in twice."""
    return Customer.objects.in_bulk([row.other for row in rows if row.other])


def _of_the_other(
    row: Contradiction, others: Mapping[UUID, Customer], told: Mapping[UUID, list[Said]]
) -> list[Said]:
    other = others.get(row.other) if row.other else None
    if other is None:
        return []
    name = _("Also: %(name)s") % {"name": other}
    return [replace(said, detail=name) for said in told[other.pk]]


def said_of_pair(rows: Rows) -> Mapping[UUID, Sequence[Said]]:
    """Return beside whom each customer is in twice."""
    others = _others(rows)
    found: dict[UUID, list[Said]] = {}
    for row in rows:
        other = others.get(row.other) if row.other else None
        where = " ".join(filter(None, (other.postal_code, other.city))) if other else ""
        found[row.customer_id] = (
            [Said(where, _("Also: %(name)s") % {"name": other})] if other else []
        )
    return found


def said_of_addresses(rows: Rows) -> Mapping[UUID, Sequence[Said]]:
    """Return with whom each customer shares an e-mail address."""
    uids = [row.customer_id for row in rows]
    own = ContactPoint.objects.valid().filter(kind="email", customer__in=uids)
    owned = list(own.values_list("customer_id", "normalised", "raw"))
    holders: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    sharing = ContactPoint.objects.valid().select_related("customer").order_by("pk")
    for point in sharing.filter(kind="email", normalised__in={row[1] for row in owned}):
        holders[point.normalised].append((point.customer_id, point.customer.display_name))
    found: dict[UUID, list[Said]] = defaultdict(list)
    for uid, normalised, raw in owned:
        names = [name for holder, name in holders[normalised] if holder != uid]
        if names:
            found[uid].append(Said(raw, ", ".join(names[:_SHOWN]), None, _more(names)))
    return found


_SHOWN = 5


def _more(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return _("and %(count)s more") % {"count": rest} if rest > 0 else ""


def _records(uids: Sequence[UUID]) -> QuerySet[SourceRecord]:
    found = SourceRecord.objects.filter(customer__in=uids).select_related("source")
    return found.order_by("source__rank", "-observed_at", "-pk")


def _shields(uids: Sequence[UUID]) -> Mapping[UUID, list[Protection]]:
    found: dict[UUID, list[Protection]] = defaultdict(list)
    for shield in Protection.objects.filter(customer__in=uids, lifted_at=None):
        found[shield.customer_id].append(shield)
    return found


def _said(record: SourceRecord, slugs: Sequence[str], shown: Shown) -> Said:
    """Return one record's words; a private fact stays behind its mask."""
    told = [shown.value(slug, record.values[slug]) or _("private") for slug in slugs]
    at = datetime.combine(said_on(record, slugs[0]), datetime.min.time())
    return Said(record.source.label, " ".join(told), at)


def kind_of(slug: str) -> ContradictionKind | None:
    """Return a kind by its code."""
    return kinds().get(slug)
