"""Activities as programs read and deliver them."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from profiles.api.serializers import CLOCKS_DIFFER
from profiles.choices import EventKind
from profiles.models import Event

MOST = 1_000


class LineSerializer(serializers.Serializer):
    """One product of a purchase."""

    product = serializers.CharField(source="product.code")
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class ActivitySerializer(serializers.Serializer):
    """Something that a customer did."""

    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    key = serializers.CharField(source="event_key")
    kind = serializers.ChoiceField(choices=EventKind.choices)
    occurred_at = serializers.DateTimeField()
    channel = serializers.CharField(allow_blank=True)
    campaign = serializers.SerializerMethodField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    lines = LineSerializer(many=True)

    def get_campaign(self, event: Event) -> str:
        """Return the code of what it answers, or nothing."""
        return event.campaign.code if event.campaign else ""


class NewLineSerializer(serializers.Serializer):
    """One product of a purchase that is delivered."""

    product = serializers.CharField(max_length=120)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)


class NewActivitySerializer(serializers.Serializer):
    """Something that a customer did, as a source says it."""

    key = serializers.CharField(
        max_length=120, help_text="Your own name for this activity, such as an order number."
    )
    source_id = serializers.CharField(
        max_length=200, help_text="The id under which your system knows the customer."
    )
    kind = serializers.ChoiceField(choices=EventKind.choices)
    occurred_at = serializers.DateTimeField()
    channel = serializers.CharField(max_length=20, required=False, allow_blank=True)
    campaign = serializers.CharField(max_length=120, required=False, allow_blank=True)
    amount = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text="Of the whole; the sum of the lines, if it is left out.",
    )
    currency = serializers.RegexField(
        r"^[A-Z]{3}$", required=False, help_text="As three capitals: NOK. Needed with an amount."
    )
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)
    lines = serializers.ListField(child=NewLineSerializer(), required=False, max_length=200)

    def validate_occurred_at(self, moment: datetime) -> datetime:
        """Refuse the future."""
        if moment > timezone.now() + CLOCKS_DIFFER:
            raise serializers.ValidationError(_("This moment has not come yet."))
        return moment

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want the currency of an amount."""
        amounts = [attrs.get("amount"), *(line.get("amount") for line in attrs.get("lines", ()))]
        if any(amount is not None for amount in amounts) and not attrs.get("currency"):
            raise serializers.ValidationError({"currency": [_("Say in which currency.")]})
        return attrs


class BatchSerializer(serializers.Serializer):
    """Many activities; each is looked at by itself."""

    activities = serializers.ListField(child=serializers.JSONField(), min_length=1, max_length=MOST)


class DeliveredSerializer(serializers.Serializer):
    """What came of one activity."""

    key = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["created", "updated", "unchanged", "restricted"])


class FaultSerializer(serializers.Serializer):
    """What is wrong with one field."""

    field = serializers.CharField()
    message = serializers.CharField()


class ResultSerializer(serializers.Serializer):
    """What came of one activity of a batch."""

    key = serializers.CharField()
    outcome = serializers.ChoiceField(
        choices=["created", "updated", "unchanged", "restricted", "repeated", "refused"]
    )
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]


class BatchAnswerSerializer(serializers.Serializer):
    """What came of a batch."""

    counts = serializers.DictField(child=serializers.IntegerField())
    results = ResultSerializer(many=True)
