"""The noes of customers as a column of a query: what a file of records must carry along (law 3)."""

from django.db.models import Exists, OuterRef

from consents.choices import NO, Channel, PurposeKind
from consents.models import DecisionState, Purpose
from consents.selectors.purposes import lineages


def said_no(purpose: str, channel: str) -> Exists:
    """Return whether the row's `customer_id` has said no to a purpose, or one above it, through a channel anywhere."""
    return Exists(
        DecisionState.objects.filter(
            subject__customer=OuterRef("customer_id"),
            purpose__in=lineages()[purpose],
            channel__in=["", channel],
            state__in=NO,
        )
    )


def opt_outs() -> list[tuple[str, str]]:
    """Return each purpose that people are contacted for with each channel that a basis allows, in order."""
    found = Purpose.objects.filter(kind=PurposeKind.CONTACT, is_active=True)
    rows = found.order_by("position", "pk").values_list("slug", "bases__channel").distinct()
    allowed = set(rows)
    slugs = dict.fromkeys(slug for slug, _channel in rows)
    return [
        (slug, channel)
        for slug in slugs
        for channel in Channel.values
        if (slug, channel) in allowed
    ]
