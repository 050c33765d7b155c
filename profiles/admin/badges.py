"""A state in a word, for cells of lists."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def badge(text: object, tone: str = "", icon: str = "") -> SafeString:
    """Return the badge; `tone` is ok, warn, bad, info, accent, or '' for neutral."""
    context = {"text": text, "tone": tone, "icon": icon}
    return render_to_string("office/parts/badge.html", context)
