"""What rules of a purpose may ask about, read from the rows."""

from consents.choices import Basis, Channel, PurposeKind, ScreenState
from consents.selectors import find_purpose, purposes, readable_slugs
from profiles.models import Attribute
from profiles.selectors import find_company
from segments.models import Segment
from segments.rules.catalog import Catalogue, Choice, Material, PurposeEntry, build_catalogue

_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.POST)


def catalogue_for(purpose: str, *, leaving_out: str = "") -> Catalogue:
    """Return the fields that rules of a purpose may name; `leaving_out` is the segment being edited."""
    found = find_purpose(purpose)
    company = find_company()
    segments = Segment.objects.exclude(slug=leaving_out).order_by("name")
    return build_catalogue(
        Material(
            purpose=purpose,
            purpose_label=found.label if found else purpose,
            attributes=tuple(Attribute.objects.order_by("position", "pk").prefetch_related("options")),
            readable=readable_slugs(purpose) if found else frozenset(),
            purposes=tuple(
                PurposeEntry(each.slug, each.label, _channels(each.kind)) for each in purposes()
            ),
            bases=tuple(Choice(basis.value, str(basis.label)) for basis in Basis),
            states=tuple(Choice(state.value, str(state.label)) for state in ScreenState),
            segments=tuple(Choice(segment.slug, segment.name) for segment in segments),
            currency=company.currency if company else "",
        )
    )


def _channels(kind: str) -> tuple[Choice, ...]:
    if kind != PurposeKind.CONTACT:
        return ()
    return tuple(Choice(channel.value, str(channel.label)) for channel in _CHANNELS)
