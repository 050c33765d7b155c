"""The segments on the customer card."""

from typing import Any

from django.utils.translation import gettext as _

from profiles.registry import CardSection
from segments.selectors.members import memberships_of


def segments_section(request: Any, customer: Any) -> CardSection | None:
    """Return the segments that the customer is in, for whoever may see segments."""
    if not request.user.has_perm("segments.view_segment"):
        return None
    return CardSection(
        _("Segments"), "segments/parts/card.html", {"memberships": memberships_of(customer)}
    )
