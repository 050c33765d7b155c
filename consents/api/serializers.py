"""Consent entries and permission as programs read and deliver them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.lib.rest.serializers import SparseSerializer
from consents.choices import Basis, Channel, Method, State
from consents.selectors.for_callers import Entry
from profiles.models import ContactPoint
from profiles.selectors.for_callers import CONTACT_FACTS

_CLOCKS_DIFFER = timedelta(minutes=5)
_ANY_CHANNEL = ("", "Any channel")


class PointSerializer(serializers.Serializer):
    """An address or number."""

    kind = serializers.CharField()
    value = serializers.CharField()


class EntrySerializer(SparseSerializer):
    """One entry of the consent ledger."""

    id = serializers.UUIDField(source="decision.uid")
    customer = serializers.UUIDField(source="customer_uid")
    purpose = serializers.CharField(source="decision.purpose")
    channel = serializers.ChoiceField(
        source="decision.channel", choices=[_ANY_CHANNEL, *Channel.choices]
    )
    contact_detail = serializers.SerializerMethodField(
        help_text="Where it holds; null: everywhere, or where the key may not read it."
    )
    state = serializers.ChoiceField(source="decision.state", choices=State.choices)
    basis = serializers.ChoiceField(source="decision.basis", choices=Basis.choices)
    method = serializers.ChoiceField(source="decision.method", choices=Method.choices)
    origin = serializers.CharField(source="decision.origin")
    wording = serializers.CharField(
        source="decision.wording", help_text="The SHA-256 of the text that the person saw."
    )
    source = serializers.CharField(source="decision.source")  # type: ignore[assignment]
    occurred_at = serializers.DateTimeField(source="decision.occurred_at")
    recorded_at = serializers.DateTimeField(source="decision.recorded_at")
    valid_until = serializers.DateTimeField(source="decision.valid_until", allow_null=True)

    @extend_schema_field(PointSerializer(allow_null=True))
    def get_contact_detail(self, entry: Entry) -> dict[str, str] | None:
        """Return the address or number, if the key may read it."""
        return shown_point(entry.point, self.context["facts"].get(entry.customer_uid, ()))


def shown_point(point: ContactPoint | None, facts: Any) -> dict[str, str] | None:
    """Return a contact detail as an answer shows it; nothing where its fact may not be read."""
    if point is None or CONTACT_FACTS[point.kind] not in facts:
        return None
    return {"kind": point.kind, "value": point.raw}


class NewEntrySerializer(serializers.Serializer):
    """What a person has decided, as a program says it."""

    customer = serializers.UUIDField()
    purpose = serializers.CharField(max_length=60, help_text="The code of the purpose.")
    says = serializers.ChoiceField(
        choices=["yes", "no", "asked"],
        help_text="asked: the person has been asked and has not answered.",
    )
    channel = serializers.ChoiceField(
        choices=Channel.choices,
        required=False,
        help_text="A no without one holds for every channel.",
    )
    contact_detail = serializers.CharField(
        max_length=500,
        required=False,
        help_text="The address or number; a no without one holds for every one.",
    )
    occurred_at = serializers.DateTimeField(help_text="When the person decided.")
    origin = serializers.CharField(
        max_length=300, required=False, help_text="Where, such as a form; a yes needs it."
    )
    wording = serializers.CharField(
        max_length=4_000,
        required=False,
        help_text="The text that the person saw, or its SHA-256 if it is one of Kjenn's; a yes needs it.",
    )
    language = serializers.RegexField(r"^[a-z]{2}$", required=False)
    valid_until = serializers.DateTimeField(required=False)

    def validate_occurred_at(self, moment: datetime) -> datetime:
        """Refuse the future."""
        if moment > timezone.now() + _CLOCKS_DIFFER:
            raise serializers.ValidationError(_("This moment has not come yet."))
        return moment


class RecordedSerializer(serializers.Serializer):
    """The entry that was made."""

    id = serializers.UUIDField()


class PermissionSerializer(serializers.Serializer):
    """Whether a customer may be contacted now."""

    allowed = serializers.BooleanField()
    basis = serializers.ChoiceField(
        choices=[("", "None"), *Basis.choices], help_text="Why it is lawful; empty where it is not."
    )
    reason = serializers.CharField(help_text="The same for people, or why not.")
    contact_detail = PointSerializer(allow_null=True, help_text="Where, if the key may read it.")
    entry = serializers.UUIDField(
        allow_null=True, help_text="The consent entry that decides, where one does."
    )
    checked_at = serializers.DateTimeField(help_text="Ask again before each contact.")
