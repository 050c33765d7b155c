"""Where the screens of segments are."""

from django.urls import reverse


def address(name: str, *args: object) -> str:
    """Return the address of a screen by the end of its name."""
    return reverse(f"admin:segments_segment_{name}", args=args)
