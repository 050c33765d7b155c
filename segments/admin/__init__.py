"""The room's screens in the back office."""

from config.lib.office import register_page
from config.lib.transfer import register_setting
from segments.admin.conditions import ConditionsView
from segments.admin.details import DeleteSegmentView, EditSegmentView, NewSegmentView
from segments.admin.list_files import EditionsFileView, ReachFileView, SegmentListFileView
from segments.admin.overview import (
    ProgressView,
    RefreshView,
    SegmentListView,
    SegmentView,
)
from segments.admin.people import CustomerSegmentsView, PeopleView, WhyView
from segments.admin.reachable import ReachableView
from segments.admin.transfer import SegmentResource

for _route, _view, _name in (
    ("segments/segment/", SegmentListView, "segments_segment_changelist"),
    ("segments/segment/export/<slug:form>/", SegmentListFileView, "segments_segment_export"),
    ("segments/segment/add/", NewSegmentView, "segments_segment_add"),
    ("segments/segment/<int:pk>/", SegmentView, "segments_segment_change"),
    ("segments/segment/<int:pk>/details/", EditSegmentView, "segments_segment_details"),
    ("segments/segment/<int:pk>/delete/", DeleteSegmentView, "segments_segment_delete"),
    ("segments/segment/<int:pk>/conditions/", ConditionsView, "segments_segment_conditions"),
    ("segments/segment/<int:pk>/refresh/", RefreshView, "segments_segment_refresh"),
    ("segments/segment/<int:pk>/progress/", ProgressView, "segments_segment_progress"),
    (
        "segments/segment/<int:pk>/people/<slug:purpose>/<slug:channel>/<slug:step>/",
        PeopleView,
        "segments_segment_people",
    ),
    (
        "segments/segment/<int:pk>/editions/<slug:form>/",
        EditionsFileView,
        "segments_segment_editions",
    ),
    ("segments/segment/<int:pk>/reach/<slug:form>/", ReachFileView, "segments_segment_reach"),
    ("segments/segment/<int:pk>/why/<uuid:uid>/", WhyView, "segments_segment_why"),
    ("may-be-contacted/<slug:purpose>/<slug:channel>/", ReachableView, "reachable"),
    ("segments/customer/<uuid:uid>/", CustomerSegmentsView, "segments_customer"),
):
    register_page(_route, _view.as_view(), _name)

register_setting(SegmentResource)
