"""How far an import or export is, for the bar that follows it."""

from django.http import HttpRequest, JsonResponse

from config.lib.office import OfficeView, register_page
from files.admin.addresses import get_export, get_import
from files.services.progress import export_progress, progress_of


class ImportProgressView(OfficeView):
    """Answer the bar of an import."""

    permission_required = "files.view_importrun"

    def get(self, request: HttpRequest, number: int) -> JsonResponse:
        """Say how far it is."""
        del request
        return JsonResponse(progress_of(get_import(number)).to_json())


class ExportProgressView(OfficeView):
    """Answer the bar of an export."""

    permission_required = "files.view_exportrun"

    def get(self, request: HttpRequest, number: int) -> JsonResponse:
        """Say how far it is."""
        del request
        return JsonResponse(export_progress(get_export(number)).to_json())


register_page("files/<int:number>/progress/", ImportProgressView.as_view(), "files_import_progress")
register_page(
    "exports/<int:number>/progress/", ExportProgressView.as_view(), "files_export_progress"
)
