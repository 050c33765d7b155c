"""Surveys, replies and personal links over the API; nothing here contacts anybody."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.bodies import checked_body
from config.lib.rest.views import ApiView, ListView
from profiles.selectors import find_company
from profiles.services.reading import log_read
from surveys.api.examples import LINKS, LINKS_WANTED, SUBMISSION, SURVEY, SURVEY_DETAIL
from surveys.api.serializers import (
    LinksOrderSerializer,
    LinksSerializer,
    SubmissionSerializer,
    SurveyDetailSerializer,
    SurveySerializer,
)
from surveys.filters import SubmissionFilterSet
from surveys.models import Submission, Survey
from surveys.selectors.for_callers import (
    Consenting,
    Reader,
    readable_questions,
    readable_submissions,
)
from surveys.selectors.recipients import ASKING
from surveys.services.handing_out import hand_out_links


class SurveysView(ApiView):
    """What views of surveys have in common."""

    def access_survey(self, code: str) -> Survey:
        """Return a survey with its purpose."""
        return get_object_or_404(Survey.objects.select_related("purpose"), slug=code)

    @property
    def reader(self) -> Reader:
        """Return who reads."""
        caller = self.caller
        return Reader(
            source=caller.source,
            purposes=caller.purposes,
            facts=frozenset(caller.facts),
            is_private_open="facts:private" in caller.scopes,
        )


class SurveyListView(ListView):
    """The surveys, page by page."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "surveys:read"}
    parameters = ("fields",)
    queryset = Survey.objects.none()
    serializer_class = SurveySerializer
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"code": ("slug",)}

    def get_queryset(self) -> QuerySet[Survey]:
        """Return the surveys."""
        return Survey.objects.select_related("purpose")

    @extend_schema(summary="List surveys", examples=[SURVEY])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of surveys."""
        return super().get(request, *args, **kwargs)


class SurveyView(SurveysView):
    """One survey."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "surveys:read"}
    serializer_class = SurveyDetailSerializer

    @extend_schema(summary="Read a survey", examples=[SURVEY_DETAIL])
    def get(self, request: Request, code: str) -> Response:
        """Return a survey with the questions that the key's purposes may read."""
        del request
        survey = self.access_survey(code)
        context = {
            **self.get_serializer_context(),
            "questions": readable_questions(survey, self.reader),
            "company": find_company(),
            "language": get_language() or "en",
        }
        return Response(SurveyDetailSerializer(survey, context=context).data)


class SubmissionListView(SurveysView, ListView):
    """The replies to one survey."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "submissions:read"}
    parameters = ("fields",)
    queryset = Submission.objects.none()
    serializer_class = SubmissionSerializer
    filterset_class = SubmissionFilterSet
    consenting = Consenting({}, {})
    orders: ClassVar[Mapping[str, Sequence[str]]] = {
        "-submitted_at": ("-submitted_at", "-uid"),
        "submitted_at": ("submitted_at", "uid"),
    }

    def get_queryset(self) -> QuerySet[Submission]:
        """Return the replies."""
        self.survey = self.access_survey(self.kwargs["code"])
        return readable_submissions(self.survey, self.reader)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Find out what the people of a page leave open before it is shown."""
        rows: list[Submission] = super().paginate_queryset(queryset) or []
        purposes = self.caller.purposes_of([row.customer_id for row in rows])
        facts = {uid: self.caller.facts_for(left) for uid, left in purposes.items()}
        self.consenting = Consenting(purposes, facts)
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        """Add what the people of the page leave open."""
        return {**super().get_serializer_context(), "consenting": self.consenting}

    def shown(self, rows: list[Submission]) -> None:
        """Write whose replies the key saw into the read log."""
        if rows:
            log_read(
                actor=self.caller.actor,
                view="api_replies",
                subjects=[row.customer_id for row in rows],
                purpose=self.caller.reason,
                reference=f"survey:{self.survey.slug}",
                now=timezone.now(),
            )

    @extend_schema(summary="List the replies to a survey", examples=[SUBMISSION])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of replies with the answers that the key's purposes may read, the newest first.

        Answers of somebody who has said no to what they are read for are left out.

        To follow them, keep the latest `submitted_at` that you saw, and ask with `since` and `ordering=submitted_at`.
        """
        return super().get(request, *args, **kwargs)


class LinksView(SurveysView):
    """Personal links to one survey."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "links:write"}
    is_repeatable = True
    serializer_class = LinksSerializer

    @extend_schema(
        summary="Get personal links to a survey",
        request=LinksOrderSerializer,
        responses=LinksSerializer,
        examples=[LINKS_WANTED, LINKS],
    )
    def post(self, request: Request, code: str) -> Response:
        """Return a personal link for each of at most 1,000 customers, to merge into what they already receive.

        The same call gets the same links. A link is no permission to contact: ask `permission` for `customer_surveys`
        before you send anything. Whoever is protected, deceased or restricted gets none.
        """
        survey = self.access_survey(code)
        if ASKING not in self.caller.purposes:
            raise PermissionDenied(
                _("This key does not act for the purpose %(purpose)s.") % {"purpose": ASKING}
            )
        said = checked_body(LinksOrderSerializer, request)
        found = hand_out_links(
            survey=survey,
            uids=said["customers"],
            actor=self.caller.actor,
            now=timezone.now(),
        )
        data = LinksSerializer({"results": found}).data
        return Response(data, headers={"Cache-Control": "no-store"})
