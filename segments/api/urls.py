"""The room's addresses below /api/v1/."""

from django.urls import path

from segments.api import segments

urlpatterns = [
    path("segments", segments.SegmentListView.as_view(), name="api-segments"),
    path("segments/<slug:code>", segments.SegmentView.as_view(), name="api-segment"),
    path("segments/<slug:code>/refresh", segments.RefreshView.as_view(), name="api-refresh"),
    path(
        "segments/<slug:code>/refreshes/<uuid:uid>",
        segments.RefreshStateView.as_view(),
        name="api-segment-refresh",
    ),
    path(
        "segments/<slug:code>/customers/<uuid:uid>",
        segments.WhyView.as_view(),
        name="api-segment-why",
    ),
]
