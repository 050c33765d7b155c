"""The list of surveys; opening one leads to its own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.list_export import ExportableList
from profiles.admin.badges import badge
from surveys.choices import SurveyState
from surveys.models import Sending, Survey

TONES = {SurveyState.DRAFT: "", SurveyState.OPEN: "ok", SurveyState.CLOSED: "warn"}


@admin.register(Survey)
class SurveyAdmin(ExportableList):
    """The surveys, newest first."""

    list_display = ("name", "state_badge", "purpose", "asks", "invited", "last_sent")
    list_select_related = ("purpose",)
    list_filter = ("state",)
    search_fields = ("name", "slug")
    ordering = ("-created_at", "-pk")
    sortable_by = ("name",)
    actions = None
    empty_icon = "forum"
    empty_title = _("No survey yet")
    empty_text = _(
        "A survey asks each person only what is missing or outdated, behind a link of their own."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Count the questions of each survey; how many were invited stands in its sendings."""
        surveys: QuerySet = super().get_queryset(request)
        self._sendings: dict[int, list[Sending]] = {}
        for sending in Sending.objects.order_by("queued_at"):
            self._sendings.setdefault(sending.survey_id, []).append(sending)
        counted: QuerySet = surveys.annotate(question_count=Count("entries", distinct=True))
        return counted

    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseRedirect:
        """Lead to the page that makes a survey."""
        del request
        return HttpResponseRedirect(reverse("admin:survey_make"))

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponseRedirect:
        """Lead to the survey's own page."""
        del request
        if not object_id.isdecimal():
            raise Http404
        return HttpResponseRedirect(reverse("admin:survey_overview", args=[object_id]))

    @display(description=_("state"))
    def state_badge(self, survey: Survey) -> SafeString:
        """Return the state as a badge."""
        return badge(survey.get_state_display(), TONES[SurveyState(survey.state)])

    @display(description=_("questions"))
    def asks(self, survey: Survey) -> int:
        """Return how many questions it holds."""
        count: int = survey.question_count  # type: ignore[attr-defined]
        return count

    @display(description=_("invited"))
    def invited(self, survey: Survey) -> int:
        """Return how many links were made."""
        return sum(one.counts.get("invited", 0) for one in self._sendings.get(survey.pk, ()))

    @display(description=_("last sent"))
    def last_sent(self, survey: Survey) -> str:
        """Return the day of the last sending."""
        sendings = self._sendings.get(survey.pk)
        if not sendings:
            return "–"
        return date_format(localtime(sendings[-1].queued_at), "SHORT_DATE_FORMAT")
