"""A page of those among many names of whom something is true that no index knows: looked for name after name.

Asked of a million at once it takes seconds; a page asks a few hundred names and says how far it has looked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import parse_qsl

from django.db.models import QuerySet

from config.lib.keyset import PAGE_SIZE, KeysetPage
from profiles.models import Customer
from profiles.models.customer import name_order

# Asking about 250 names takes 35 ms, so that never more than 600 are asked about.
FEWEST, MOST, STEPS = 60, 300, 2


class _OfCustomer(Protocol):
    @property
    def customer(self) -> Customer:
        """Return whom the row is about."""


RowT = TypeVar("RowT", bound=_OfCustomer)


@dataclass(frozen=True, slots=True)
class Walked(Generic[RowT]):
    """A page, and the query string of the next; `looked_until` is set where the page ends before it is full."""

    rows: Sequence[RowT]
    next_query: str = ""
    looked_until: Customer | None = None


def walk(
    customers: QuerySet[Any],
    parameters: dict[str, str],
    *,
    size: int,
    keep: Callable[[list[Customer]], list[RowT]],
) -> Walked[RowT]:
    """Look at `size` names, and once more, from where the address says; `keep` returns those that belong, in order."""
    found: list[RowT] = []
    for _step in range(STEPS):
        names = KeysetPage(customers, name_order(), parameters, size=size)
        found += keep(names.items)
        if len(found) > PAGE_SIZE:
            last = found[PAGE_SIZE - 1].customer
            return Walked(found[:PAGE_SIZE], names.query_after(last))
        if not names.has_next:
            return Walked(found)
        parameters = dict(parse_qsl(names.next_query))
    return Walked(found, names.next_query, names.items[-1])


def likely(among: int, found: int, *, most: int = MOST) -> int:
    """Return among how many names a page of them is likely to be, of so many found among so many."""
    return max(FEWEST, min(most, ceil(1.2 * PAGE_SIZE * among / found) if found else most))


def is_rare(among: int, found: int, *, most: int) -> bool:
    """Say whether a page of them is not likely to be found among the names that a page looks at."""
    return found * STEPS * most < among * PAGE_SIZE
