"""Moments in parameters, in the one time zone that the database takes whatever their offset was."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import IsoDateTimeFilter


class MomentField(IsoDateTimeField):
    """An ISO 8601 moment in UTC: PostgreSQL refuses offsets beyond sixteen hours, which ISO 8601 allows."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; one outside the calendar is no moment."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(IsoDateTimeFilter):
    """A filter by a moment."""

    field_class: Any = MomentField
