"""How lists of imports and their rows may be narrowed over the API."""

from django_filters.rest_framework import ChoiceFilter, FilterSet

from files.choices import Outcome, RunState
from files.models import ImportRun, RowOutcome


class RunFilterSet(FilterSet):
    """The filters of the list of imports."""

    state = ChoiceFilter(choices=RunState.choices, help_text="Where it stands.")

    class Meta:
        model = ImportRun
        fields: tuple[str, ...] = ()


class RowFilterSet(FilterSet):
    """The filters of the rows of an import."""

    outcome = ChoiceFilter(choices=Outcome.choices, help_text="What became of the row.")

    class Meta:
        model = RowOutcome
        fields: tuple[str, ...] = ()
