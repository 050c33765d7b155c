"""Rows of a form within a form whose inputs say what they are: the theme names only the columns."""

from typing import Any

from django.db.models import Field
from django.http import HttpRequest
from unfold.admin import TabularInline


class LabelledInline(TabularInline):
    """A table of inputs, each with a name for screen readers."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the input after its column."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field
