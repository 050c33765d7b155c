"""The room's addresses below /api/v1/."""

from django.urls import path

from surveys.api import surveys

urlpatterns = [
    path("surveys", surveys.SurveyListView.as_view(), name="api-surveys"),
    path("surveys/<slug:code>", surveys.SurveyView.as_view(), name="api-survey"),
    path(
        "surveys/<slug:code>/submissions",
        surveys.SubmissionListView.as_view(),
        name="api-submissions",
    ),
    path("surveys/<slug:code>/links", surveys.LinksView.as_view(), name="api-links"),
]
