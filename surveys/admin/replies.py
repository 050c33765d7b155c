"""The replies to a survey, newest first, each in words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.office import register_page
from profiles.services.reading import log_read
from surveys.admin.frame import SurveyView
from surveys.models import Submission
from surveys.selectors.replies import answers_of

PAGE = 20


class RepliesView(SurveyView):
    """Show replies page by page; every page is noted in the read log."""

    template_name = "surveys/replies.html"
    permission_required = ("surveys.view_survey", "surveys.view_submission")
    title = gettext_lazy("Replies")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show one page."""
        found = Submission.objects.filter(survey=self.survey).select_related("customer")
        page = KeysetPage(found, ("-submitted_at", "-uid"), request.GET.dict(), size=PAGE)
        if page.items:
            log_read(
                actor=acting_person(request),
                view="reply_list",
                subjects=[reply.customer_id for reply in page.items],
                reference=self.survey.slug,
                now=timezone.now(),
            )
        answers = answers_of(page.items)
        rows = [{"reply": reply, "answers": answers[reply.pk]} for reply in page.items]
        return self.page(survey=self.survey, rows=rows, page=page)


register_page("survey/<int:pk>/replies/", RepliesView.as_view(), "survey_replies")
