"""A change list of customers that stays quick at a million of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from profiles.admin.customer_filters import ASK_FIGURES
from profiles.admin.logged_list import LoggedChangeList
from profiles.selectors.customer_list import FOUND_FEW, LIMIT, first_thousand, listed

NAME_ORDER = ("sort_key", "uid")


class CustomerChangeList(LoggedChangeList):
    """Find first, order then, and write every page into the read log."""

    view = "customer_list"

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Return the customers to page through, as `selectors.customer_list` explains."""
        found = super().get_queryset(request, exclude_parameters).select_related(None)
        self.is_sample = False
        narrowed = self.get_filters_params()
        asks_figures = any(name in narrowed for name in ASK_FIGURES)
        if self.query or asks_figures:
            found = first_thousand(found)
            self.is_sample = True
        elif narrowed and found.order_by()[:FOUND_FEW].count() <= LIMIT:
            found = first_thousand(found)
        return listed(found)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """Return an order that one index holds: the key goes the same way as the column."""
        chosen = [str(column) for column in super().get_ordering(request, queryset)]
        ways = [column for column in chosen if column.lstrip("-") not in {"pk", "uid"}]
        if not ways:
            return list(NAME_ORDER)
        return [*ways, "-uid" if ways[0].startswith("-") else "uid"]

    @property
    def shows_only_some(self) -> bool:
        """Say whether more were found than the list puts in order."""
        return self.is_sample and bool(getattr(self.paginator, "is_capped", False))
