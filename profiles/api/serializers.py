"""What programs are shown of customers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.lib.rest.serializers import SparseSerializer
from profiles.choices import ContactKind, CustomerKind
from profiles.models import ContactPoint, Customer
from profiles.selectors.for_callers import own_ids

CLOCKS_DIFFER = timedelta(minutes=5)
FACTS_SCHEMA = {
    "type": "object",
    "description": (
        "What is known, by the code of the fact; only what the key's purposes may read of this person, "
        "nothing for a purpose that they have said no to."
    ),
    "additionalProperties": True,
}
ORIGINS_SCHEMA = {
    "type": "object",
    "description": "Where each fact comes from.",
    "additionalProperties": {
        "type": "object",
        "required": ["source", "said_on", "is_outdated"],
        "properties": {
            "source": {"type": "string"},
            "said_on": {"type": ["string", "null"], "format": "date"},
            "is_outdated": {"type": "boolean"},
        },
    },
}


def narrowed(context: Mapping[str, Any], name: str, uid: UUID) -> frozenset[str]:
    """Return the facts of a customer to show in a field: all that may be read, or those `?fields=` names below it."""
    readable: frozenset[str] = context["facts"].get(uid, frozenset())
    wanted: frozenset[str] | None = context.get("fields")
    if wanted is None or name in wanted:
        return readable
    return readable & {entry.split(".", 1)[1] for entry in wanted if entry.startswith(f"{name}.")}


class CustomerSerializer(SparseSerializer):
    """A customer in a list."""

    id = serializers.UUIDField(source="uid")
    kind = serializers.ChoiceField(choices=CustomerKind.choices)
    source_ids = serializers.SerializerMethodField(
        help_text="The ids under which the key's own source knows the customer."
    )
    facts = serializers.SerializerMethodField()
    completeness = serializers.SerializerMethodField(
        help_text="How much of what the company wants to know is known, in per cent."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_source_ids(self, customer: Customer) -> list[str]:
        """Return the caller's own ids."""
        return own_ids(customer)

    @extend_schema_field(FACTS_SCHEMA)
    def get_facts(self, customer: Customer) -> dict[str, Any]:
        """Return what is known and may be read."""
        slugs = narrowed(self.context, "facts", customer.pk)
        return {slug: value for slug, value in customer.attributes.items() if slug in slugs}

    def get_completeness(self, customer: Customer) -> int:
        """Return the share; nothing has been wanted of a customer without figures."""
        metric = getattr(customer, "metric", None)
        return metric.completeness if metric else 0


class ContactDetailSerializer(serializers.Serializer):
    """One way to reach a customer."""

    kind = serializers.ChoiceField(choices=ContactKind.choices)
    value = serializers.CharField(source="raw")
    is_preferred = serializers.BooleanField()
    is_usable = serializers.SerializerMethodField(
        help_text="Some source says so today, and nothing came back from there."
    )
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    since = serializers.DateTimeField(source="valid_from")
    until = serializers.DateTimeField(source="valid_until", allow_null=True)

    def get_is_usable(self, point: ContactPoint) -> bool:
        """Say whether it can be used today."""
        return point.valid_until is None and point.bounced_at is None


class ContactDetailsSerializer(serializers.Serializer):
    """The ways to reach a customer."""

    results = ContactDetailSerializer(many=True)


class CustomerDetailSerializer(CustomerSerializer):
    """A customer with source and date of each fact, and contact details."""

    origins = serializers.SerializerMethodField()
    contact_details = serializers.SerializerMethodField()

    @extend_schema_field(ORIGINS_SCHEMA)
    def get_origins(self, customer: Customer) -> dict[str, Any]:
        """Return where each readable fact comes from."""
        stale = set(customer.metric.stale) if hasattr(customer, "metric") else set()
        slugs = narrowed(self.context, "origins", customer.pk)
        said = customer.origin.origins if hasattr(customer, "origin") else {}
        return {
            slug: {"source": source, "said_on": said_on, "is_outdated": slug in stale}
            for slug, (_record, said_on, source) in said.items()
            if slug in slugs
        }

    @extend_schema_field(ContactDetailSerializer(many=True))
    def get_contact_details(self, customer: Customer) -> Any:
        """Return the readable contact details."""
        del customer
        return ContactDetailSerializer(self.context["contacts"], many=True).data


class StatementSerializer(serializers.Serializer):
    """What a source says of a customer."""

    facts = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text="Values by the code of the fact; a date as 2026-03-01, a choice as its code.",
    )
    observed_at = serializers.DateTimeField(
        required=False, help_text="Since when this is so; now, if it is left out."
    )

    def validate_facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Refuse a statement that says nothing."""
        if not facts:
            raise serializers.ValidationError(_("Say at least one fact."))
        return facts

    def validate_observed_at(self, moment: datetime) -> datetime:
        """Refuse the future."""
        if moment > timezone.now() + CLOCKS_DIFFER:
            raise serializers.ValidationError(_("This moment has not come yet."))
        return moment


class RecordSerializer(StatementSerializer):
    """All that a source knows of a customer."""

    kind = serializers.ChoiceField(
        choices=CustomerKind.choices, default=CustomerKind.PERSON, help_text="For a new customer."
    )


class NewCustomerSerializer(RecordSerializer):
    """A customer whom the source has not spoken of before."""

    source_id = serializers.CharField(max_length=200, help_text="The id that your system uses.")


class ChangeSerializer(StatementSerializer):
    """Some facts that have changed."""

    source_id = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Needed where the source knows the customer by no id yet, or by several.",
    )


class SaidSerializer(serializers.Serializer):
    """What came of a statement; it holds no facts."""

    id = serializers.UUIDField(help_text="The customer.")
    source_id = serializers.CharField()
    outcome = serializers.ChoiceField(
        choices=["created", "joined", "updated", "unchanged", "outdated"],
        help_text=(
            "created: a new customer; joined: one who was known by the contact detail; "
            "outdated: the source has said something newer since."
        ),
    )
