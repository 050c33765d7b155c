"""How the schema describes what every address has in common: errors, limits, calls that are done once."""

from typing import Any

from django.utils.text import slugify
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

PROBLEM = {
    "type": "object",
    "description": "Every error has this shape (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "What went wrong, for programs."},
        "title": {"type": "string", "description": "What went wrong, for people."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong in this call, and the way out."},
        "errors": {
            "type": "array",
            "description": "The fields at fault, if single ones are.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "example": {
        "type": "urn:kjenn:problem:invalid",
        "title": "Some of what was sent cannot be used",
        "status": 400,
        "detail": "“2026-13-01” is no day of the calendar.",
        "errors": [
            {"field": "facts.birth_date", "message": "“2026-13-01” is no day of the calendar."}
        ],
    },
}
_TOKEN = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=(
        "A text of your own, new for each call: the same call sent again with it is answered as before "
        "(`Idempotency-Replayed: true`) and not done twice. Kept for a week."
    ),
)


class Schema(AutoSchema):
    """Add to each operation what its view declares for all of its kind."""

    def get_override_parameters(self) -> list[Any]:
        """Describe `fields`, `ordering` and the Idempotency-Key where they are understood."""
        found = list(super().get_override_parameters())
        if getattr(self.view, "is_repeatable", False):
            return found
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            needed = self.method in getattr(self.view, "needs_token", ())
            return [*found, _required(_TOKEN) if needed else _TOKEN]
        if "fields" in getattr(self.view, "parameters", ()):
            found.append(
                OpenApiParameter(
                    "fields",
                    description="Names of fields, separated by commas: only they are answered.",
                )
            )
        if (orders := getattr(self.view, "orders", {})) and len(orders) > 1:
            found.append(OpenApiParameter("ordering", enum=list(orders)))
        return found

    def get_operation_id(self) -> str:
        """Name the operation after its summary: list_customers."""
        return slugify(self.get_summary() or self.path).replace("-", "_")

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Tell a page of a list, whose views are ours and not DRF's."""
        del serializer
        return self.method == "GET" and getattr(self.view, "is_list", False)

    def get_tags(self) -> list[str]:
        """Group by the first word of the address."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]


def describe_problems(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """Add the one shape of errors to every operation."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    problem = {
        "description": "An error; `status` and `type` say which.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = problem
    return result


def _required(parameter: OpenApiParameter) -> OpenApiParameter:
    return OpenApiParameter(
        parameter.name,
        parameter.type,
        parameter.location,
        required=True,
        description=parameter.description,
    )
