"""A change list of customers that stays quick at a million of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from profiles.admin.logged_list import LoggedChangeList
from profiles.models.customer import name_order
from profiles.selectors.customer_list import LIMIT, first_keys, in_order_of, is_spread_thin, listed
from profiles.selectors.narrowings import ASK_FIGURES


class CustomerChangeList(LoggedChangeList):
    """Find first, order then, and write every page into the read log."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Return the customers to page through, as `selectors.customer_list` explains."""
        found = super().get_queryset(request, exclude_parameters).select_related(None)
        narrowed = self.get_filters_params()
        self.is_sample = False
        if self.query or narrowed:
            keys = first_keys(found)
            is_unordered = bool(self.query) or any(name in narrowed for name in ASK_FIGURES)
            if "source" in narrowed and len(keys) > LIMIT:
                is_unordered = is_unordered or is_spread_thin(found)
            self.is_sample = is_unordered and len(keys) > LIMIT
            if is_unordered or len(keys) <= LIMIT:
                found = in_order_of(found, keys)
        return listed(found)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """Return an order that one index holds: the key goes the same way as the column."""
        by_name, key = name_order()
        chosen = [str(column) for column in super().get_ordering(request, queryset)]
        ways = [
            column.replace("sort_key", by_name)
            for column in chosen
            if column.lstrip("-") not in {"pk", "uid"}
        ]
        if not ways:
            return [by_name, key]
        return [ways[0], "-uid" if ways[0].startswith("-") else "uid"]
