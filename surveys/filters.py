"""How the list of replies may be narrowed over the API."""

from django_filters.rest_framework import FilterSet

from config.lib.rest.moments import MomentFilter
from surveys.models import Submission


class SubmissionFilterSet(FilterSet):
    """The filters of the replies to a survey."""

    since = MomentFilter(
        field_name="submitted_at", lookup_expr="gte", help_text="At this moment or later."
    )

    class Meta:
        model = Submission
        fields: tuple[str, ...] = ()
