"""One survey: what it asks, how it is doing, what comes next."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.admin import acting_person
from config.lib.languages import LANGUAGES
from config.lib.list_export import MOST_ROWS, export_links, plain, table_response
from config.lib.office import Crumb, register_page
from surveys.admin.frame import SurveyView
from surveys.admin.survey_list import TONES
from surveys.choices import MailState, SurveyState
from surveys.models import Sending, Submission
from surveys.selectors.gaps import survey_questions
from surveys.selectors.languages import NAMES
from surveys.selectors.narrowings import UNSENT
from surveys.selectors.progress import SurveyFigures, survey_figures
from surveys.services.surveys import close_survey, open_survey

SHOWN = 8
_MAY_EXPORT = "surveys.export_survey"


class OverviewView(SurveyView):
    """Show the survey; post closes or opens it."""

    template_name = "surveys/overview.html"

    def get_title(self) -> str:
        """Return the survey's name."""
        return self.survey.name

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Surveys"), reverse("admin:surveys_survey_changelist"))]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        sendings = Sending.objects.filter(survey=self.survey).select_related("segment")
        replies = Submission.objects.filter(survey=self.survey).select_related("customer")
        may_see_people = request.user.has_perm("surveys.view_submission")
        figures = survey_figures(self.survey)
        return self.page(
            survey=self.survey,
            tone=TONES[SurveyState(self.survey.state)],
            figures=figures,
            counted_at=timezone.now(),
            lists=self._lists(figures),
            questions=survey_questions(self.survey),
            consents=self.survey.consents.select_related("purpose").order_by("pk"),
            sendings=sendings.order_by("-queued_at")[:SHOWN],
            export_links=self._sent_links(request),
            replies=replies.order_by("-submitted_at")[:SHOWN] if may_see_people else [],
            may_see_people=may_see_people,
            may_change=request.user.has_perm("surveys.change_survey"),
            may_send=request.user.has_perm("surveys.send_survey"),
            languages=[(code, NAMES[code]) for code in LANGUAGES],
        )

    def _sent_links(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return the ways out of the list of sendings, for those who may take surveys along."""
        if not request.user.has_perm(_MAY_EXPORT):
            return []
        return export_links("admin:survey_sendings", request, self.survey.pk)

    def _lists(self, figures: SurveyFigures) -> dict[str, str]:
        """Return where the rows behind each number are, for those who may see them."""
        links = reverse("admin:surveys_invitation_changelist")
        mails = f"{reverse('admin:surveys_mail_changelist')}?survey={self.survey.slug}&state="
        found = {
            "invited": ("invitation", figures.invited, f"{links}?survey={self.survey.slug}"),
            "replies": (
                "submission",
                figures.replies,
                reverse("admin:survey_replies", args=[self.survey.pk]),
            ),
            "waiting": ("mail", figures.waiting_mails, f"{mails}{MailState.WAITING}"),
            "stopped": ("mail", figures.stopped_mails, f"{mails}{UNSENT}"),
        }
        may = self.request.user.has_perm
        return {
            name: url
            for name, (model, count, url) in found.items()
            if count and may(f"surveys.view_{model}")
        }

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Close or open the survey."""
        if not request.user.has_perm("surveys.change_survey"):
            return self.handle_no_permission()
        if request.POST.get("do") == "close":
            close_survey(survey=self.survey, actor=acting_person(request))
            self.say(_("Closed. Links now say kindly that the survey is over."))
        else:
            open_survey(survey=self.survey, actor=acting_person(request))
            self.say(_("Open. Links that have not run out work."))
        return HttpResponseRedirect(reverse("admin:survey_overview", args=[self.survey.pk]))


class SendingsFileView(SurveyView):
    """Every sending of a survey as a file; the page shows the newest. Nobody's name stands in it."""

    permission_required = ("surveys.view_survey", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str, **_kwargs: Any) -> HttpResponse:
        """Return one row a sending, the newest first."""
        del request
        headings = [_("Segment"), _("When"), _("How"), _("Invited"), _("State"), _("By")]
        sent = Sending.objects.filter(survey=self.survey).select_related("segment")
        rows = map(_cells, sent.order_by("-queued_at")[:MOST_ROWS])
        return table_response(f"{self.survey.slug}-sent", form, headings, rows)


def _cells(sending: Sending) -> list[Any]:
    return [
        sending.segment.name,
        plain(sending.queued_at),
        _("file of links") if sending.as_links else _("by e-mail"),
        sending.counts.get("invited", 0),
        sending.get_state_display(),
        sending.actor_name,
    ]


register_page(
    "survey/<int:pk>/sendings/<slug:form>/", SendingsFileView.as_view(), "survey_sendings"
)
register_page("survey/<int:pk>/", OverviewView.as_view(), "survey_overview")
