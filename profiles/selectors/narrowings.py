"""What the lists of customers and of activities can be narrowed by."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from config.lib.countries import country_name
from config.lib.narrowing import Choices, Narrowing, equal, since
from config.lib.sorting import alphabetical
from profiles.choices import CustomerKind, EventKind, Ownership, ProtectionKind
from profiles.models import Attribute, CustomerMetric, Protection, Source, SourceRecord
from profiles.selectors.customer_list import countries_in_use

Rows = QuerySet[Any]

COMPLETENESS: Mapping[str, tuple[Any, Q]] = {
    "0": (_("Hardly known: under 25 %"), Q(metric__completeness__lt=25)),
    "25": (_("Partly known: 25 to 49 %"), Q(metric__completeness__range=(25, 49))),
    "50": (_("Half known: 50 to 74 %"), Q(metric__completeness__range=(50, 74))),
    "75": (_("Well known: 75 to 99 %"), Q(metric__completeness__range=(75, 99))),
    "100": (_("Complete"), Q(metric__completeness__gte=100)),
}
# What counts customers counts the restricted ones too, and opens so.
ALL = "all"
FACT_STATES = {
    "known": _("known"),
    "outdated": _("outdated"),
    "missing": _("missing"),
}


def _search(rows: Rows, words: str, now: datetime) -> Rows:
    del now
    found: Rows = rows.search(words) if words else rows  # type: ignore[attr-defined]
    return found


def _known_so_well(rows: Rows, band: str, now: datetime) -> Rows:
    del now
    return rows.filter(COMPLETENESS[band][1]) if band in COMPLETENESS else rows


def _lacking(rows: Rows, slug: str, now: datetime) -> Rows:
    del now
    lacks = Q(metric__missing__contains=[slug]) | Q(metric__stale__contains=[slug])
    return rows.filter(lacks) if slug else rows


def _with_fact(rows: Rows, said: str, now: datetime) -> Rows:
    """Keep the customers whose fact is in the state, as `email~outdated`; of an unknown one nobody."""
    del now
    slug, _sign, state = said.partition("~")
    if not slug:
        return rows
    fact = Attribute.objects.wanted().filter(slug=slug).first()
    if fact is None or state not in FACT_STATES:
        return rows.none()
    if state == "missing":
        return rows.filter(metric__missing__contains=[slug])
    if state == "outdated":
        return rows.filter(metric__stale__contains=[slug])
    return _knowing(rows, fact)


def _knowing(rows: Rows, fact: Attribute) -> Rows:
    """Keep those of whom a fact is known and not outdated.

    EXISTS, because of a fact that nobody has the planner then finds nobody in the narrow rows and asks no further.
    """
    lacks = Q(missing__contains=[fact.slug]) | Q(stale__contains=[fact.slug])
    known = CustomerMetric.objects.filter(~lacks, customer=OuterRef("pk"))
    found = rows.filter(Exists(known))
    kinds = [kind for kind in CustomerKind.values if fact.applies(kind)]
    return found if len(kinds) == len(CustomerKind.values) else found.filter(kind__in=kinds)


def _told_by(rows: Rows, slug: str, now: datetime) -> Rows:
    """Keep customers with a record of the source."""
    del now
    if not slug:
        return rows
    # The source's own key lets the planner see how much it says; by its code it reads the whole table, 10 s.
    source = Source.objects.filter(slug=slug).first()
    said = SourceRecord.objects.filter(customer=OuterRef("pk"), source=source)
    return rows.filter(Exists(said)) if source else rows.none()


def _in_use(rows: Rows, use: str, now: datetime) -> Rows:
    """Keep customers in use, or the restricted ones (GDPR article 18), or both."""
    del now
    return rows if use == ALL else rows.filter(restricted_at__isnull=use != "restricted")


def _shielded(rows: Rows, kind: str, now: datetime) -> Rows:
    """Keep those whom a protection shields today."""
    del now
    if not kind:
        return rows
    shields = Protection.objects.filter(customer=OuterRef("pk"), lifted_at=None)
    return rows.filter(Exists(shields if kind == "any" else shields.filter(kind=kind)))


def _delivered_by(rows: Rows, slug: str, now: datetime) -> Rows:
    del now
    return rows.filter(source=Source.objects.filter(slug=slug).first()) if slug else rows


def _countries() -> Choices:
    """Return the countries that customers live in, by name."""
    named = ((code, country_name(code)) for code in countries_in_use())
    return sorted(named, key=lambda country: alphabetical(country[1]))


def _wanted() -> Choices:
    wanted = Attribute.objects.wanted().order_by("-weight", "position")
    return [(entry.slug, entry.label) for entry in wanted]


def _wanted_states() -> Choices:
    return [
        (f"{slug}~{state}", f"{name}: {label}")
        for slug, name in _wanted()
        for state, label in FACT_STATES.items()
    ]


def _sources() -> Choices:
    return [(source.slug, source.label) for source in Source.objects.order_by("rank", "name")]


SEARCH = Narrowing("q", _("Search"), _search)
_COMPLETENESS = Narrowing(
    "known",
    _("completeness"),
    _known_so_well,
    lambda: [(value, label) for value, (label, _band) in COMPLETENESS.items()],
)
_MISSING = Narrowing(
    "missing", _("missing or outdated fact"), _lacking, _wanted, lambda slug: frozenset({slug})
)
_FACT = Narrowing(
    "fact",
    _("state of a fact"),
    _with_fact,
    _wanted_states,
    lambda said: frozenset({said.partition("~")[0]}),
)
_SINCE = since("new", _("known since"), "created_at")

_SHIELD = Narrowing(
    "protection",
    _("protection"),
    _shielded,
    lambda: [("any", _("Any protection")), *ProtectionKind.choices],
)

# The filters of the list of customers, beside its search.
CUSTOMER_NARROWINGS = (
    equal("kind", _("kind"), lambda: CustomerKind.choices),
    equal("country", _("country"), _countries, lambda _code: frozenset({"country"})),
    _COMPLETENESS,
    _MISSING,
    _FACT,
    Narrowing("source", _("source"), _told_by, _sources),
    _SINCE,
    _SHIELD,
    Narrowing(
        "use",
        _("use of data"),
        _in_use,
        lambda: [("restricted", _("Use restricted")), (ALL, _("In use or restricted"))],
        unchosen=_("In use"),
    ),
)
# These ask a table that is in no order of names: find first, order then.
ASK_FIGURES = {each.parameter for each in (_COMPLETENESS, _MISSING, _FACT, _SINCE, _SHIELD)}
_LICENCE_SOON = timedelta(days=60)
ENDING = "ending"


def _licensed(rows: Rows, licence: str, now: datetime) -> Rows:
    """Keep the bought sources in use whose licence ends soon, or has ended."""
    if licence != ENDING:
        return rows
    soon = localdate(now) + _LICENCE_SOON
    bought = rows.filter(ownership=Ownership.THIRD_PARTY, is_active=True)
    return bought.filter(licensed_until__lte=soon)


# The filter of the list of sources.
SOURCE_NARROWINGS = (
    Narrowing(
        "licence",
        _("licence"),
        _licensed,
        lambda: [(ENDING, _("Ends within 60 days, or has ended"))],
    ),
)
# The filters of the list of activities.
EVENT_NARROWINGS = (
    equal("kind", _("kind"), lambda: EventKind.choices),
    Narrowing("source", _("source"), _delivered_by, _sources),
)
