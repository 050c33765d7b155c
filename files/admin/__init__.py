"""The room's screens in the back office: files in, and audiences out."""

from files.admin.columns import ColumnsView
from files.admin.deeds import DiscardView, TakeInView, UndoView
from files.admin.demo import DemoProgressView, DemoView
from files.admin.export_list import ExportListFileView, ExportListView
from files.admin.export_order import ExportOrderView
from files.admin.export_page import DownloadView, ExportView
from files.admin.failed import FailedRowsView
from files.admin.import_list import ImportListView
from files.admin.import_page import ImportView
from files.admin.list_order import ListOrderView
from files.admin.progress import ExportProgressView, ImportProgressView
from files.admin.records_order import RecordsOrderView
from files.admin.rows import RowsView
from files.admin.upload import UploadView

__all__ = [
    "ColumnsView",
    "DemoProgressView",
    "DemoView",
    "DiscardView",
    "DownloadView",
    "ExportListFileView",
    "ExportListView",
    "ExportOrderView",
    "ExportProgressView",
    "ExportView",
    "FailedRowsView",
    "ImportListView",
    "ImportProgressView",
    "ImportView",
    "ListOrderView",
    "RecordsOrderView",
    "RowsView",
    "TakeInView",
    "UndoView",
    "UploadView",
]
