"""The API's addresses, from the resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver

from config import api


def api_views() -> Iterator[tuple[str, Any]]:
    """Yield each address's name and view class."""
    yield from _views(api.urlpatterns)


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            callback: Any = pattern.callback
            yield str(pattern.name), callback.view_class
