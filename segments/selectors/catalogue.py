"""What rules of a purpose may ask about, read from the rows."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from config.lib.sorting import Alphabetical
from consents.choices import Basis, Channel, PurposeKind, ScreenState
from consents.selectors import UseGate, find_purpose, purposes, readable_slugs, use_gate
from profiles.models import Attribute, Product
from profiles.selectors import find_company
from segments.models import Segment
from segments.rules.catalog import Catalogue, Choice, Material, PurposeEntry, build_catalogue
from segments.selectors.graph import all_used, facts_read, latest_rules

MOST_SUGGESTIONS = 300
_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.POST)


def catalogue_for(
    purpose: str, *, leaving_out: str = "", naming: frozenset[str] | None = None
) -> Catalogue:
    """Return the fields that rules of a purpose may name.

    `leaving_out` is the segment being edited; `naming` narrows the facts to those that known rules name, which is
    several times quicker than the whole catalogue.
    """
    found = find_purpose(purpose)
    return _catalogue(
        (purpose, found.label if found else purpose),
        readable_slugs(purpose) if found else frozenset(),
        leaving_out=leaving_out,
        naming=naming,
        gate=use_gate(found) if found else None,
    )


def catalogue_of_words(naming: frozenset[str]) -> Catalogue:
    """Return these facts for any purpose at once: to say rules that are saved, never to allow one."""
    return _catalogue(("", ""), naming, naming=naming)


def _catalogue(
    purpose: tuple[str, str],
    readable: frozenset[str],
    *,
    leaving_out: str = "",
    naming: frozenset[str] | None,
    gate: UseGate | None = None,
) -> Catalogue:
    attributes = Attribute.objects.order_by("position", "pk").prefetch_related("options")
    if naming is not None:
        attributes = attributes.filter(slug__in=naming)
    company = find_company()
    allowed, withheld = _segments(readable, leaving_out)
    return build_catalogue(
        Material(
            purpose=purpose[0],
            purpose_label=purpose[1],
            attributes=tuple(attributes),
            readable=readable,
            purposes=tuple(
                PurposeEntry(each.slug, each.label, _channels(each.kind)) for each in purposes()
            ),
            bases=tuple(Choice(basis.value, str(basis.label)) for basis in Basis),
            states=tuple(Choice(state.value, str(state.label)) for state in ScreenState),
            segments=allowed,
            withheld_segments=withheld,
            currency=company.currency if company else "",
            products=_products() if naming is None else (),
            gate=gate,
        )
    )


def _segments(
    readable: frozenset[str], leaving_out: str
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Return the segments that a rule may build on, and those that read what it may not (law 4)."""
    rules = latest_rules()
    allowed: list[Choice] = []
    withheld: list[Choice] = []
    for slug, name in (
        Segment.objects.exclude(slug=leaving_out)
        .order_by(Alphabetical("name"))
        .values_list("slug", "name")
    ):
        facts = frozenset().union(*(facts_read(rules.get(used)) for used in all_used(slug, rules)))
        (allowed if facts <= readable else withheld).append(Choice(slug, name))
    return tuple(allowed), tuple(withheld)


def _products() -> tuple[str, ...]:
    """Return names of groups and products to choose from, groups first; whoever sells more types a part of the name."""
    found = Product.objects.annotate(shown=Coalesce(NullIf("name", Value("")), "code"))
    in_order = found.order_by(F("group").asc(nulls_first=True), "shown")
    return tuple(dict.fromkeys(in_order.values_list("shown", flat=True)[:MOST_SUGGESTIONS]))


def _channels(kind: str) -> tuple[Choice, ...]:
    if kind != PurposeKind.CONTACT:
        return ()
    return tuple(Choice(channel.value, str(channel.label)) for channel in _CHANNELS)
