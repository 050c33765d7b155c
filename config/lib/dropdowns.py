"""A filter of an admin's list, made of a narrowing."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from config.lib.narrowing import Narrowing


def dropdown(narrowing: Narrowing) -> type[DropdownFilter]:
    """Return the filter that offers the narrowing's choices and keeps what it keeps."""
    name = f"{narrowing.parameter.title()}Filter"
    chosen: dict[str, Any] = {
        "title": narrowing.title,
        "parameter_name": narrowing.parameter,
        "narrowing": narrowing,
    }
    if narrowing.unchosen is not None:
        chosen["all_option"] = ["", narrowing.unchosen]
    return type(name, (_NarrowingFilter,), chosen)


class _NarrowingFilter(DropdownFilter):
    """A dropdown over a narrowing."""

    narrowing: Narrowing

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        """Return the choices."""
        del request, model_admin
        return list(self.narrowing.choices()) if self.narrowing.choices else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list, or leave it."""
        del request
        return self.narrowing.keep(queryset, self.value() or "", timezone.now())
