"""The room's addresses below /api/v1/."""

from django.urls import path

from files.api import exports, mapping, members, rows, runs

urlpatterns = [
    path("runs", runs.RunListView.as_view(), name="api-runs"),
    path("runs/<uuid:uid>", runs.RunView.as_view(), name="api-run"),
    path("runs/<uuid:uid>/mapping", mapping.MappingView.as_view(), name="api-run-mapping"),
    path("runs/<uuid:uid>/decide", runs.DecideView.as_view(), name="api-run-decide"),
    path("runs/<uuid:uid>/apply", runs.ApplyView.as_view(), name="api-run-apply"),
    path("runs/<uuid:uid>/undo", runs.UndoView.as_view(), name="api-run-undo"),
    path("runs/<uuid:uid>/discard", runs.DiscardView.as_view(), name="api-run-discard"),
    path("runs/<uuid:uid>/rows", rows.RowListView.as_view(), name="api-run-rows"),
    path("runs/<uuid:uid>/failed-rows", rows.FailedRowsView.as_view(), name="api-run-failed-rows"),
    path("exports", exports.ExportListView.as_view(), name="api-exports"),
    path("exports/<uuid:uid>", exports.ExportView.as_view(), name="api-export"),
    path("exports/<uuid:uid>/file", exports.ExportFileView.as_view(), name="api-export-file"),
    path("segments/<slug:code>/members", members.MembersView.as_view(), name="api-members"),
]
