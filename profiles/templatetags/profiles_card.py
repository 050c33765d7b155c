"""Small helps for the templates of the customer card."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()

ICONS = {
    "purchase": "shopping_bag",
    "visit": "language",
    "open": "drafts",
    "click": "ads_click",
    "enquiry": "contact_support",
    "change": "sync",
    "correction": "edit",
    "decision": "verified_user",
    "consent": "verified_user",
    "reply": "reply",
    "submission": "reply",
    "invitation": "outgoing_mail",
    "disclosure": "output",
    "segment": "groups",
}


@register.filter
def kind_icon(kind: str) -> str:
    """Return the icon of a kind of timeline entry."""
    return ICONS.get(kind, "event")


@register.filter
def under(found: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key, or nothing."""
    return found.get(key, "")
