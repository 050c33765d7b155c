"""How the list of consent entries may be narrowed over the API."""

from django_filters.rest_framework import CharFilter, ChoiceFilter, FilterSet

from config.lib.rest.moments import MomentFilter
from consents.choices import Channel, State
from consents.models import Decision


class DecisionFilterSet(FilterSet):
    """The filters of the list of consent entries."""

    purpose = CharFilter(max_length=60, help_text="The code of a purpose.")
    channel = ChoiceFilter(choices=Channel.choices, help_text="How a person may be reached.")
    state = ChoiceFilter(choices=State.choices, help_text="What was decided.")
    since = MomentFilter(
        field_name="recorded_at", lookup_expr="gte", help_text="Recorded at this moment or later."
    )

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()
