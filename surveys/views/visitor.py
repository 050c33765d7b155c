"""What is known of a visitor: enough to prove a consent and to slow down guessing, and no more."""

from django.core.cache import cache
from django.http import HttpRequest

from config.lib.network import network_of

MOST_MISSES = 30
WINDOW_SECONDS = 600
# Order matters: every browser also calls itself the ones below it.
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


def evidence_of(request: HttpRequest) -> dict[str, str]:
    """Return what a consent keeps as proof: part of the network address, and the kind of browser."""
    return {"ip": network_of(request), "browser": browser_of(request)}


def browser_of(request: HttpRequest) -> str:
    """Return the family of the browser."""
    agent = request.headers.get("User-Agent", "").lower()
    return next((name for mark, name in _BROWSERS if mark in agent), "")


def is_guessing(request: HttpRequest) -> bool:
    """Say whether this network has opened too many unknown links lately."""
    misses: int = cache.get(_key(request), 0)
    return misses >= MOST_MISSES


def note_miss(request: HttpRequest) -> None:
    """Count one unknown link against the visitor's network."""
    key = _key(request)
    if not cache.add(key, 1, WINDOW_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.add(key, 1, WINDOW_SECONDS)


def _key(request: HttpRequest) -> str:
    return f"surveys.misses.{network_of(request).replace('/', '-') or 'unknown'}"
