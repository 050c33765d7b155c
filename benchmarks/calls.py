"""Programs that call: pages of customers and of consent entries, one customer, a thousand activities at once."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

from django.test import Client

from benchmarks.figures import seconds_of
from benchmarks.work import ME, clock
from integrations.choices import Scope
from integrations.services.keys import create_api_key
from profiles.models import Customer

RUNS = 11
BATCH = 1_000
_numbers = count(1)


class Program:
    """A program with a key; every answer must be a good one."""

    def __init__(self) -> None:
        key = create_api_key(
            name="benchmarks", source="shop", purposes=["insight", "newsletter"], days=1, actor=ME, now=clock(),
            scopes=[Scope.CUSTOMERS_READ, Scope.CONSENTS_READ, Scope.ACTIVITIES_WRITE],
        )  # fmt: skip
        self._client = Client(HTTP_HOST="localhost")
        self._headers = {"Authorization": f"Bearer {key.text}"}

    def read(self, path: str) -> None:
        """Read an address below /api/v1/."""
        self._check(self._client.get(f"/api/v1/{path}", headers=self._headers))

    def deliver(self) -> None:
        """Deliver a thousand purchases of as many customers, all of them new."""
        body = {"activities": [_purchase(next(_numbers)) for _each in range(BATCH)]}
        headers = {**self._headers, "Idempotency-Key": f"bench-{next(_numbers)}"}
        self._check(
            self._client.post(
                "/api/v1/activities/batch", json.dumps(body), "application/json", headers=headers
            )
        )

    def _check(self, answer: Any) -> None:
        if answer.status_code not in {200, 201, 207}:
            message = f"{answer.status_code}: {answer.content[:300]!r}"
            raise RuntimeError(message)


def seconds() -> Iterator[tuple[str, float, int]]:
    """Yield what was called, the median seconds of a call, and how many activities it delivers."""
    program = Program()
    one = Customer.objects.order_by("pk").values_list("pk", flat=True)[0]
    reads = {
        "50 customers": "customers",
        "one customer": f"customers/{one}",
        "50 consent entries": "consents?purpose=newsletter",
    }
    for name, path in reads.items():
        yield f"API: {name}", seconds_of(partial(program.read, path), runs=RUNS), 1
    yield "API: 1,000 activities at once", seconds_of(program.deliver, runs=3), BATCH


def _purchase(number: int) -> dict[str, Any]:
    return {
        "key": f"api-{number}",
        "source_id": f"B{1 + number % 5_000}",
        "kind": "purchase",
        "occurred_at": "2026-02-01T12:00:00Z",
        "currency": "NOK",
        "amount": "120.00",
    }
