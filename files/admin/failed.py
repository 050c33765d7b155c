"""The rows that did not land, back as a file."""

from pathlib import Path

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from config.lib.admin import acting_person
from config.lib.office import OfficeView, register_page
from files.admin.addresses import get_import
from files.services.failed_rows import failed_rows
from profiles.services.reading import log_read


class FailedRowsView(OfficeView):
    """Hand out the failed rows with their reasons."""

    permission_required = ("files.view_importrun", "profiles.view_customer")

    def get(self, request: HttpRequest, number: int) -> StreamingHttpResponse:
        """Stream the file, and note that it was taken."""
        run = get_import(number)
        log_read(
            actor=acting_person(request),
            view="import_failed_rows",
            subjects=[],
            count=run.counts.get("refused", 0) + run.counts.get("blocked", 0),
            reference=run.reference,
            now=timezone.now(),
        )
        stem, what = slugify(Path(run.file_name).stem) or "file", _("failed rows")
        name = f"{stem}-{slugify(what)}.csv"
        return StreamingHttpResponse(
            failed_rows(run),
            content_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


register_page("files/<int:number>/failed-rows/", FailedRowsView.as_view(), "files_import_failed")
