"""Answers of which the caller can ask for a part."""

from typing import Any

from rest_framework import serializers


class SparseSerializer(serializers.Serializer):
    """A serializer that leaves out what `?fields=` does not name; the view has checked the names already.

    A name with a point, facts.city, keeps its field; what stands below it is for that field to narrow.
    """

    def get_fields(self) -> dict[str, Any]:
        """Return the fields that were asked for."""
        fields = super().get_fields()
        wanted: frozenset[str] | None = self.context.get("fields")
        if wanted is None:
            return fields
        tops = {name.split(".", 1)[0] for name in wanted}
        return {name: field for name, field in fields.items() if name in tops}
