"""The replies, newest first, each in words: those to one survey, and those to all."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.narrowing import asked, narrowed
from config.lib.office import Crumb, OfficeView, register_page
from profiles.services.reading import log_read
from surveys.admin.frame import SurveyView
from surveys.models import Submission
from surveys.selectors.narrowings import REPLY_NARROWINGS
from surveys.selectors.replies import answers_of

PAGE = 20


class RepliesView(SurveyView):
    """Show the replies to a survey page by page; every page is noted in the read log."""

    template_name = "surveys/replies.html"
    permission_required = ("surveys.view_survey", "surveys.view_submission")
    title = gettext_lazy("Replies")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show one page."""
        found = Submission.objects.filter(survey=self.survey)
        shown = _read(request, found, reference=f"survey:{self.survey.slug}")
        return self.page(survey=self.survey, **shown)


class AllRepliesView(OfficeView):
    """Show the replies to every survey, narrowed by survey and by days."""

    template_name = "surveys/all_replies.html"
    permission_required = ("surveys.view_survey", "surveys.view_submission")
    title = gettext_lazy("Replies")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the surveys."""
        return [(str(gettext_lazy("Surveys")), reverse("admin:surveys_survey_changelist"))]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        said = request.GET.dict()
        found = narrowed(Submission.objects.all(), REPLY_NARROWINGS, said, timezone.now())
        filters = asked(REPLY_NARROWINGS, said)
        return self.page(
            filters=filters,
            is_narrowed=any(each.value for each in filters),
            **_read(request, found, reference=""),
        )


def _read(request: HttpRequest, found: QuerySet[Submission], *, reference: str) -> dict[str, Any]:
    """Return a page of replies with their answers, and note whose were seen."""
    replies = found.select_related("customer", "survey")
    page = KeysetPage(replies, ("-submitted_at", "-uid"), request.GET.dict(), size=PAGE)
    if page.items:
        log_read(
            actor=acting_person(request),
            view="reply_list",
            subjects=sorted({reply.customer_id for reply in page.items}),
            reference=reference,
            now=timezone.now(),
        )
    answers = answers_of(page.items)
    return {
        "rows": [{"reply": reply, "answers": answers[reply.pk]} for reply in page.items],
        "page": page,
    }


register_page("survey/replies/", AllRepliesView.as_view(), "replies")
register_page("survey/<int:pk>/replies/", RepliesView.as_view(), "survey_replies")
