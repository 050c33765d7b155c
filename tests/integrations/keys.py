"""Keys and calls for the tests of every room's API."""

from collections.abc import Collection
from typing import Any

from django.test import Client
from django.utils import timezone

from integrations.choices import Scope
from integrations.services.keys import create_api_key
from profiles.models import Source
from tests.factories import TESTER


def make_key(
    *,
    source: str = "crm",
    purposes: Collection[str] = ("customer_care",),
    scopes: Collection[str] = (Scope.CUSTOMERS_READ,),
    **details: Any,
) -> str:
    """Make a key and return its text."""
    Source.objects.get_or_create(slug=source, defaults={"name": source.upper(), "kind": "crm"})
    options = {"name": "Test", "days": 30, "actor": TESTER, "now": timezone.now(), **details}
    return create_api_key(source=source, purposes=purposes, scopes=scopes, **options).text


class Caller:
    """A program that calls with one key; answers are Django's test responses, with `.json()`."""

    def __init__(self, **details: Any) -> None:
        self.text = make_key(**details)
        self._client = Client()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an address below /api/v1/; `headers` are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        return self._client.generic(
            method,
            f"/api/v1/{path}",
            headers={"Authorization": f"Bearer {self.text}", **named},
            **(sent if isinstance(body, bytes | str) else _json(sent)),
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self("GET", path, **headers)


def _json(sent: dict[str, Any]) -> dict[str, Any]:
    import json

    return {**sent, "data": json.dumps(sent["data"])} if sent else {}
