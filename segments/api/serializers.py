"""What programs are shown of segments."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.lib.rest.serializers import SparseSerializer
from consents.choices import Channel
from consents.selectors.reach import STEPS
from segments.choices import Freshness, RunState
from segments.models import ReachFigure, Segment, SegmentRun
from segments.rules.explain import Reason
from segments.selectors.for_callers import (
    figures_of,
    newest_run_of,
    newest_version_of,
    state_for,
)
from segments.selectors.state import progress_text
from segments.selectors.words import all_in_words


class RefreshSerializer(serializers.Serializer):
    """One refresh of a segment."""

    id = serializers.UUIDField(source="uid")
    state = serializers.ChoiceField(choices=RunState.choices)
    progress = serializers.SerializerMethodField(help_text="How far it has come, in words.")
    members = serializers.IntegerField(source="member_count", allow_null=True)
    came_in = serializers.IntegerField(source="entered_count", allow_null=True)
    left = serializers.IntegerField(source="left_count", allow_null=True)
    error = serializers.CharField()
    queued_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_progress(self, run: SegmentRun) -> str:
        """Return the step that is being done; empty once it is over."""
        return progress_text(run) if run.state in {RunState.QUEUED, RunState.RUNNING} else ""


class ReachSerializer(serializers.Serializer):
    """How many may be contacted for a purpose through a channel, as last counted."""

    purpose = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    may_be_contacted = serializers.SerializerMethodField()
    counted_at = serializers.DateTimeField()
    is_outdated = serializers.SerializerMethodField(
        help_text="Members have changed since; it is being counted again."
    )

    def get_may_be_contacted(self, figure: ReachFigure) -> int:
        """Return the last step."""
        return int(figure.steps[-1]["count"])

    def get_is_outdated(self, figure: ReachFigure) -> bool:
        """Say whether people have changed since."""
        return figure.outdated_at is not None


class StepSerializer(serializers.Serializer):
    """One step of the staircase."""

    key = serializers.ChoiceField(choices=list(STEPS))
    count = serializers.IntegerField()


class StaircaseSerializer(ReachSerializer):
    """How many are left on each step, from the members down to those who may be contacted."""

    steps = StepSerializer(many=True)


class SegmentSerializer(SparseSerializer):
    """A segment in a list."""

    code = serializers.SlugField(source="slug")
    name = serializers.CharField()
    description = serializers.CharField()
    purpose = serializers.CharField(source="purpose_id")
    sentence = serializers.SerializerMethodField(
        help_text="The conditions, as one sentence in the language of Accept-Language."
    )
    members = serializers.IntegerField(source="member_count", allow_null=True)
    counted_at = serializers.DateTimeField(allow_null=True)
    state = serializers.SerializerMethodField()
    refresh = serializers.SerializerMethodField(
        help_text="The last refresh; null before the first."
    )
    reach = serializers.SerializerMethodField(
        help_text="Who may be contacted, in numbers, for each purpose of the key."
    )

    def get_sentence(self, segment: Segment) -> str:
        """Return the newest edition's conditions in the language of the request, not of whoever saved them."""
        return self._sentences.get(segment.slug, "")

    @cached_property
    def _sentences(self) -> dict[str, str]:
        """Return the sentences of all that are shown at once: the catalogue is read once."""
        is_list = isinstance(self.parent, serializers.ListSerializer)
        shown = (self.parent.instance or ()) if is_list else [self.instance]
        versions = {segment.slug: newest_version_of(segment) for segment in shown}
        return all_in_words({slug: each for slug, each in versions.items() if each})

    @extend_schema_field(serializers.ChoiceField(choices=Freshness.choices))
    def get_state(self, segment: Segment) -> str:
        """Return how fresh the members are."""
        return state_for(segment, timezone.now()).freshness.value

    @extend_schema_field(RefreshSerializer(allow_null=True))
    def get_refresh(self, segment: Segment) -> Any:
        """Return the last refresh."""
        run = newest_run_of(segment)
        return RefreshSerializer(run).data if run else None

    @extend_schema_field(ReachSerializer(many=True))
    def get_reach(self, segment: Segment) -> Any:
        """Return the last steps."""
        return ReachSerializer(figures_of(segment), many=True).data


class SegmentDetailSerializer(SegmentSerializer):
    """A segment with every step of its staircases."""

    @extend_schema_field(StaircaseSerializer(many=True))
    def get_reach(self, segment: Segment) -> Any:
        """Return all steps."""
        return StaircaseSerializer(figures_of(segment), many=True).data


class ReasonSerializer(serializers.Serializer):
    """One part of the conditions."""

    words = serializers.CharField()
    depth = serializers.IntegerField(
        help_text="0 for the whole; 1 for what stands in it; and so on."
    )
    is_group = serializers.BooleanField()
    holds = serializers.SerializerMethodField(
        allow_null=True,
        help_text="Whether it is true of the customer now; null where the fact is private and the key may not read it.",
    )

    def get_holds(self, reason: Reason) -> bool | None:
        """Return the answer, unless it would say a private fact."""
        return None if reason.is_private and not self.context["is_private_open"] else reason.holds


class WhySerializer(serializers.Serializer):
    """Why a customer is in a segment, or not."""

    is_member = serializers.BooleanField(
        allow_null=True,
        help_text="As the last refresh left it; null where their data may not be used.",
    )
    member_since = serializers.DateTimeField(allow_null=True)
    meets_conditions = serializers.BooleanField(allow_null=True, help_text="As of now.")
    refusal = serializers.CharField(help_text="Why there are no reasons; else empty.")
    reasons = ReasonSerializer(many=True)
