"""Make a survey from the question bank, and change one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView, register_page
from surveys.forms.plan import SurveyPlanForm
from surveys.models import Survey
from surveys.services.surveys import SurveyRefusedError, keep_survey


class MakeSurveyView(OfficeView):
    """Choose questions and consents, write the words; without a survey, make one."""

    template_name = "surveys/make.html"
    survey: Survey | None = None

    def get_permission_required(self) -> tuple[str, ...]:
        """Return the right to make one, or to change one."""
        return ("surveys.change_survey" if "pk" in self.kwargs else "surveys.add_survey",)

    def get_title(self) -> str:
        """Return what the page does."""
        return _("Change the survey") if self.survey else _("New survey")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        crumbs: list[Crumb] = [(_("Surveys"), reverse("admin:surveys_survey_changelist"))]
        if self.survey:
            crumbs.append(
                (self.survey.name, reverse("admin:survey_overview", args=[self.survey.pk]))
            )
        return crumbs

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        del request
        self._find(kwargs)
        return self._show(SurveyPlanForm(survey=self.survey))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep the survey and go to its page."""
        self._find(kwargs)
        form = SurveyPlanForm(request.POST, survey=self.survey)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            kept = keep_survey(plan=form.plan(), survey=self.survey, actor=acting_person(request))
        except SurveyRefusedError as refused:
            form.add_error(refused.field or None, str(refused))
            return self._show(form, status=422)
        self.say(_("Saved."))
        return HttpResponseRedirect(reverse("admin:survey_overview", args=[kept.pk]))

    def _find(self, kwargs: dict[str, Any]) -> None:
        if "pk" in kwargs:
            self.survey = get_object_or_404(
                Survey.objects.select_related("purpose"), pk=kwargs["pk"]
            )

    def _show(self, form: SurveyPlanForm, status: int = 200) -> HttpResponse:
        back = reverse("admin:surveys_survey_changelist")
        if self.survey:
            back = reverse("admin:survey_overview", args=[self.survey.pk])
        return self.page(form=form, cancel_url=back, status=status)


register_page("survey/new/", MakeSurveyView.as_view(), "survey_make")
register_page("survey/<int:pk>/change/", MakeSurveyView.as_view(), "survey_change")
