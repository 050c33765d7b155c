"""The form as a customer will see it, in each language; nothing can be sent from here."""

from dataclasses import dataclass, field

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation

from config.lib.languages import LANGUAGES, in_language
from config.lib.office import register_page
from profiles.models import Company
from profiles.selectors import get_company
from surveys.forms.consents import ConsentForm, build_consents
from surveys.forms.fields import QuestionField, build_fields
from surveys.models import Survey
from surveys.selectors.consents_asked import asked_of_survey
from surveys.selectors.gaps import survey_questions
from surveys.views.pages import show
from surveys.wording import fill_in


@dataclass
class PreviewForm:
    """The survey with all its questions, as for somebody of whom nothing is known."""

    survey: Survey
    company: Company
    language: str
    fields: list[QuestionField] = field(init=False)
    consents: ConsentForm = field(init=False)
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Lay out every question and consent."""
        self.fields = build_fields(
            survey_questions(self.survey), company=self.company, language=self.language, typed={}
        )
        asked = asked_of_survey(survey=self.survey, company=self.company, language=self.language)
        self.consents = build_consents(asked, {}, set())
        known = {"company": self.company.name}
        self.title = fill_in(in_language(self.survey.titles, self.language), known)
        self.intro = fill_in(in_language(self.survey.intros, self.language), known)
        self.reward = fill_in(in_language(self.survey.reward, self.language), known)
        self.purpose_label = self.survey.purpose.customer_label
        self.purpose_description = self.survey.purpose.description


@permission_required("surveys.view_survey", raise_exception=True)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the public page with everything that the survey may ask."""
    survey = get_object_or_404(Survey.objects.select_related("purpose"), pk=pk)
    wished = request.GET.get("language", "")
    company = get_company()
    language = wished if wished in LANGUAGES else company.default_language
    with translation.override(language):
        form = PreviewForm(survey=survey, company=company, language=language)
    context = {"form": form, "preview": survey}
    return show(request, "public/survey.html", context, language=language)


register_page("survey/<int:pk>/preview/", preview, "survey_preview")
