"""Shares as a reader takes them."""

from django import template

from config.lib.numbers import per_cent

register = template.Library()


@register.filter
def share_of(count: int, whole: int) -> str:
    """Return how many per cent of the whole a count is, without the sign."""
    return per_cent(count, whole)
