"""What the screens about one survey have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.office import Crumb, OfficeView
from surveys.models import Survey


class SurveyView(OfficeView):
    """A screen about one survey."""

    permission_required: Any = "surveys.view_survey"
    survey: Survey

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the survey."""
        super().setup(request, *args, **kwargs)
        self.key = kwargs["pk"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 where there is no such survey, after the permission was checked."""
        if self.has_permission():
            self.survey = get_object_or_404(Survey.objects.select_related("purpose"), pk=self.key)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here, through the survey."""
        return [
            (_("Surveys"), reverse("admin:surveys_survey_changelist")),
            (self.survey.name, reverse("admin:survey_overview", args=[self.survey.pk])),
        ]
