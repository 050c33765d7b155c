"""A customer's own timeline: what they did, and how what is known about them changed."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from profiles.choices import SourceKind
from profiles.models import Customer, Event, RecordChange
from profiles.registry import TimelineEntry
from profiles.selectors.protection import active_protections, hidden_facts
from profiles.selectors.statements import Shown
from profiles.selectors.words import load_vocabulary

# So many facts of one change are spelled out; an import may bring forty at once.
SPELLED_OUT = 4


def activities(uid: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Return what the customer did, newest first; purchases say what was bought."""
    found = (
        Event.objects.filter(customer=uid)
        .select_related("source", "campaign")
        .prefetch_related("lines__product")
        .order_by("-occurred_at", "-pk")[:limit]
    )
    for event in found:
        yield TimelineEntry(
            at=event.occurred_at,
            kind=event.kind,
            title=event.get_kind_display(),
            detail=" · ".join(filter(None, _event_parts(event))),
        )


def changes(uid: UUID, limit: int) -> list[TimelineEntry]:
    """Return how the sources' records changed, newest first; private facts without their values."""
    customer = Customer.objects.filter(pk=uid).first()
    if customer is None:
        return []
    blanked = hidden_facts(active_protections(customer))
    shown = Shown(load_vocabulary(), blanked, is_revealed=False)
    found = (
        RecordChange.objects.filter(customer_uid=uid)
        .select_related("source")
        .order_by("-changed_at", "-pk")[:limit]
    )
    return [
        TimelineEntry(
            at=change.changed_at,
            kind="correction" if change.source.kind == SourceKind.STEWARD else "change",
            title=_change_title(change),
            detail=_change_detail(change, shown),
        )
        for change in found
    ]


def _event_parts(event: Event) -> Iterator[str]:
    """Return an activity's parts in words: amount, goods, channel, campaign, source."""
    if event.amount is not None:
        yield f"{number_format(event.amount, 2, force_grouping=True)} {event.currency}".strip()
    yield ", ".join(str(line.product) for line in event.lines.all())
    yield event.channel
    yield str(event.campaign) if event.campaign else ""
    yield event.source.label


def _change_title(change: RecordChange) -> str:
    """Return in words what happened to a source's record."""
    name = change.source.label
    if change.undoes is not None:
        return _("%(source)s: an import was undone") % {"source": name}
    if change.source.kind == SourceKind.STEWARD:
        return _("Entered by %(person)s") % {"person": change.actor_label or _("a colleague")}
    if change.source.kind == SourceKind.SURVEY:
        return _("Told us in a survey")
    titles = {
        "created": _("%(source)s: first heard of"),
        "updated": _("%(source)s: changed"),
        "removed": _("%(source)s: no longer says anything"),
    }
    return titles[change.kind] % {"source": name}


def _change_detail(change: RecordChange, shown: Shown) -> str:
    """Return which facts changed, and how where the reader may see it."""
    before, after = change.before or {}, change.after or {}
    slugs = [
        slug
        for slug in shown.words.attributes
        if shown.has(slug) and before.get(slug) != after.get(slug)
    ]
    spelled = [_fact_change(slug, before, after, shown) for slug in slugs[:SPELLED_OUT]]
    if len(slugs) > SPELLED_OUT:
        spelled.append(_("and %(count)s more") % {"count": len(slugs) - SPELLED_OUT})
    return " · ".join(spelled)


def _fact_change(
    slug: str, before: dict[str, object], after: dict[str, object], shown: Shown
) -> str:
    """Return one fact's change: 'Town: Oslo → Bergen', or just its name behind the mask."""
    label = shown.words.label(slug)
    values: Iterable[str] = (
        shown.value(slug, side[slug]) for side in (before, after) if slug in side
    )
    told = " → ".join(filter(None, values))
    return f"{label}: {told}" if told else label
