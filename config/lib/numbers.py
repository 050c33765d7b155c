"""Numbers as the reader writes them."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """Return a whole number with the thousands apart: 12,345, 12 345 or 12.345."""
    return number_format(number, use_l10n=True, force_grouping=True)


def per_cent(count: int, whole: int) -> str:
    """Return a share without decimals; a few are not none, and nearly all are not all."""
    if not whole:
        return "0"
    if 0 < 100 * count < whole:
        return "< 1"
    if 99 * whole < 100 * count < 100 * whole:
        return "> 99"
    return str(round(100 * count / whole))
