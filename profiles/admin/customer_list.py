"""A change list of customers that stays quick at a million of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.views import ChangeList

from config.lib.admin import acting_person
from profiles.admin.customer_filters import ASK_FIGURES
from profiles.selectors.customer_list import FOUND_FEW, LIMIT, first_thousand, listed
from profiles.services.reading import log_read

NAME_ORDER = ("sort_key", "uid")


class CustomerChangeList(ChangeList):
    """Find first, order then, and write every page into the read log."""

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

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and note whom the reader saw."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        if self.result_list:
            log_read(
                actor=acting_person(request),
                view="customer_list",
                subjects=[customer.pk for customer in self.result_list],
                now=timezone.now(),
            )

    @property
    def shows_only_some(self) -> bool:
        """Say whether more were found than the list puts in order."""
        return self.is_sample and bool(getattr(self.paginator, "is_capped", False))
