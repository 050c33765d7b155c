"""What programs are shown of imports, exports and audiences, and what they send."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.lib.rest.serializers import SparseSerializer
from consents.choices import Basis, Channel
from files.choices import ExportFormat, ExportState, FileKind, Outcome, RunState
from files.mapping.mapping import REASONS
from files.models import ExportRun, ImportRun
from files.services.export_upkeep import kept_until
from files.services.progress import export_progress, progress_of
from profiles.models import Currency

_COUNTS = {
    "type": "object",
    "description": "How many rows came to what; they add up to `rows`.",
    "properties": {outcome: {"type": "integer"} for outcome in Outcome.values},
}
_UNDONE = {
    "type": "object",
    "description": "What an undo took back, by kind.",
    "additionalProperties": {"type": "integer"},
}


class ProgressSerializer(serializers.Serializer):
    """How far something is."""

    share = serializers.IntegerField(allow_null=True, help_text="Per cent; null while unknown.")
    text = serializers.CharField()
    finished = serializers.BooleanField(help_text="Nothing more happens by itself.")


class UploadSerializer(serializers.Serializer):
    """A file and what its rows are."""

    file = serializers.FileField(help_text="CSV or Excel, as the system wrote it.")
    kind = serializers.ChoiceField(choices=FileKind.choices, default=FileKind.CUSTOMERS)
    currency = serializers.ChoiceField(
        choices=Currency.choices,
        default="",
        allow_blank=True,
        help_text="The currency of amounts that name none; else the company’s own.",
    )


class RunSerializer(SparseSerializer):
    """An import."""

    id = serializers.UUIDField(source="uid")
    number = serializers.IntegerField(help_text="What colleagues call it: import no. 12.")
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=FileKind.choices)
    state = serializers.ChoiceField(choices=RunState.choices)
    progress = serializers.SerializerMethodField()
    file_name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    rows = serializers.IntegerField(source="row_count", allow_null=True)
    outcomes = serializers.SerializerMethodField()
    undone = serializers.SerializerMethodField()
    left_out = serializers.SerializerMethodField(
        help_text="Columns that are left out because they hold national identity numbers."
    )
    warnings = serializers.ListField(child=serializers.CharField())
    error = serializers.CharField(help_text="Why it stopped; else empty.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, run: ImportRun) -> dict[str, Any]:
        """Return how far it is."""
        return progress_of(run).to_json()

    @extend_schema_field(_COUNTS)
    def get_outcomes(self, run: ImportRun) -> dict[str, int]:
        """Return every outcome with its number; none before anything was decided."""
        if not run.counts:
            return {}
        return {outcome: run.counts.get(outcome, 0) for outcome in Outcome.values}

    @extend_schema_field(_UNDONE)
    def get_undone(self, run: ImportRun) -> dict[str, int]:
        """Return what an undo took back so far."""
        return dict(run.summary.get("undo") or {})

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_left_out(self, run: ImportRun) -> list[str]:
        """Return the names of the columns."""
        return list(run.summary.get("left_out") or [])


class ColumnSerializer(serializers.Serializer):
    """What one column becomes: a fact by its code, or one of the targets of the documentation."""

    column = serializers.CharField()
    target = serializers.CharField()
    confidence = serializers.FloatField(required=False)
    reason = serializers.ChoiceField(choices=list(REASONS), required=False)
    purpose = serializers.CharField(required=False)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    reads = serializers.CharField(required=False)
    decimal_mark = serializers.CharField(required=False)


class ConsentSettingSerializer(serializers.Serializer):
    """How a yes loads that lacks its proof."""

    purpose = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    without_proof = serializers.ChoiceField(choices=["requested", "skip"], required=False)
    origin = serializers.CharField(required=False)


class MappingSerializer(serializers.Serializer):
    """What the columns of a file mean; only describes, the mapping checks itself."""

    kind = serializers.ChoiceField(choices=FileKind.choices)
    columns = ColumnSerializer(many=True)
    default_country = serializers.CharField(required=False)
    source_date_order = serializers.ChoiceField(
        choices=["day_first", "month_first"], required=False
    )
    time_zone = serializers.CharField(required=False)
    currency = serializers.CharField(required=False)
    kind_of_event = serializers.CharField(required=False)
    consents = ConsentSettingSerializer(many=True, required=False)


class SettledMappingSerializer(serializers.Serializer):
    """A mapping, and whether it is settled or guessed."""

    is_settled = serializers.BooleanField(help_text="False: as guessed by name and content.")
    mapping = MappingSerializer()


class RowSerializer(serializers.Serializer):
    """What became of one row."""

    row = serializers.IntegerField(source="row_no")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    customer = serializers.UUIDField(source="customer_uid", allow_null=True)


class OrderSerializer(serializers.Serializer):
    """An audience to be written as a file."""

    segment = serializers.SlugField()
    purpose = serializers.CharField(max_length=60)
    channel = serializers.ChoiceField(choices=Channel.choices)
    recipient = serializers.CharField(max_length=200, help_text="Who receives the file.")
    facts = serializers.ListField(
        child=serializers.CharField(max_length=60),
        default=list,
        max_length=100,
        help_text="Codes of facts to go along; the purpose must be allowed to read them.",
    )
    format = serializers.ChoiceField(choices=ExportFormat.choices, default=ExportFormat.CSV)


class ExportSerializer(SparseSerializer):
    """An audience on its way out."""

    id = serializers.UUIDField(source="uid")
    number = serializers.IntegerField()
    segment = serializers.CharField(source="segment.slug")
    purpose = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    recipient = serializers.CharField()
    facts = serializers.ListField(source="slugs", child=serializers.CharField())
    format = serializers.ChoiceField(source="file_format", choices=ExportFormat.choices)
    state = serializers.ChoiceField(choices=ExportState.choices)
    progress = serializers.SerializerMethodField()
    customers = serializers.IntegerField(source="row_count", allow_null=True)
    may_no_longer_be_contacted = serializers.IntegerField(
        source="lost_count", allow_null=True, help_text="Of them, as counted at `counted_at`."
    )
    counted_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField()
    queued_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.SerializerMethodField(
        allow_null=True, help_text="When the file goes; null where there is none."
    )

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, run: ExportRun) -> dict[str, Any]:
        """Return how far it is."""
        return export_progress(run).to_json()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_kept_until(self, run: ExportRun) -> Any:
        """Return when the file will be removed."""
        is_kept = run.state == ExportState.DONE and run.removed_at is None
        return kept_until(run) if is_kept else None


class MemberSerializer(serializers.Serializer):
    """Somebody who may be contacted now."""

    customer = serializers.UUIDField()
    source_ids = serializers.ListField(
        child=serializers.CharField(), help_text="The ids of the key's own source."
    )
    basis = serializers.ChoiceField(choices=Basis.choices, help_text="Why contact is lawful.")
    contact = serializers.CharField(
        allow_null=True, help_text="Where; null where the purpose may not read it."
    )
    facts = serializers.DictField(help_text="Those that `facts` names, as far as they are known.")


class MemberPageSerializer(serializers.Serializer):
    """A page of those who may be contacted."""

    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = MemberSerializer(many=True)
