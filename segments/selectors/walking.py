"""A page of those among many names of whom something is true that no index knows.

Asked of a million at once it takes seconds. Where they are many, a page asks a few hundred names, one after another,
and says how far it has looked; where they are few of all, it asks about the next of those who were counted last.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet

from config.lib.keyset import PAGE_SIZE, KeysetPage
from profiles.models import Customer
from profiles.models.customer import name_order
from segments.models import StairList

# Asking about 250 names takes 35 ms, so that never more than 600 are asked about.
FEWEST, MOST, STEPS = 60, 300, 2
# Up to one in so many are few.
MANY = 10
_FURTHEST = 10_000_000


class _OfCustomer(Protocol):
    @property
    def customer(self) -> Customer:
        """Return whom the row is about."""


RowT = TypeVar("RowT", bound=_OfCustomer)


@dataclass(frozen=True, slots=True)
class Walked(Generic[RowT]):
    """A page, and the query string of the next.

    `looked_until` is set where the page ends before it is full, `is_as_counted` where whoever came since is left out.
    """

    rows: Sequence[RowT]
    next_query: str = ""
    looked_until: Customer | None = None
    is_as_counted: bool = False


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


def likely(among: int, found: int) -> int:
    """Return among how many names a page of them is likely to be, of so many found among so many."""
    return max(FEWEST, min(MOST, ceil(1.2 * PAGE_SIZE * among / found) if found else MOST))


def few_of(among: int) -> int:
    """Return up to how many are so few that walking would not fill a page; none where a page asks all names."""
    return among // MANY if among > STEPS * MOST else 0


def kept_page(
    kept: QuerySet[StairList],
    customers: QuerySet[Any],
    parameters: Mapping[str, str],
    *,
    keep: Callable[[list[Customer]], list[RowT]],
) -> Walked[RowT]:
    """Return the next of those who were counted and are among `customers` still; `keep` does as in `walk`."""
    said = parameters.get("from", "")
    start = min(int(said), _FURTHEST) if said.isdecimal() else 0
    stop = start + PAGE_SIZE
    named = kept.values_list(f"customers__{start}_{stop + 1}", flat=True)
    uids: list[Any] = named.first() or []
    names = customers.filter(pk__in=uids[:PAGE_SIZE]).order_by("sort_key", "uid")
    others = {name: value for name, value in parameters.items() if name not in {"after", "from"}}
    further = urlencode({**others, "from": stop}) if len(uids) > PAGE_SIZE else ""
    return Walked(keep(list(names)), further, is_as_counted=True)
