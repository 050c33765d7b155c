"""Numbers as the reader writes them."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """Return a whole number with the thousands apart: 12,345, 12 345 or 12.345."""
    return number_format(number, use_l10n=True, force_grouping=True)
