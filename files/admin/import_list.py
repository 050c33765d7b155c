"""The files that came in, newest first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.keyset import KeysetPage
from config.lib.list_export import MOST_ROWS, export_links, plain, table_response
from config.lib.narrowing import asked, narrowed
from config.lib.office import OfficeView, register_page
from files.admin.addresses import import_url
from files.admin.state_words import state_tone
from files.models import ImportRun
from files.selectors.narrowings import IMPORT_NARROWINGS

_MAY_EXPORT = "files.export_importrun"


class ImportListView(OfficeView):
    """List the imports."""

    template_name = "files/imports.html"
    permission_required = "files.view_importrun"
    title = _("Files")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of imports."""
        said = request.GET.dict()
        found = KeysetPage(_shown(said), ("-number",), said, size=25)
        filters = asked(IMPORT_NARROWINGS, said)
        links = export_links("admin:files_importrun_export", request)
        return self.page(
            lines=[_line(run) for run in found.items],
            pages=found,
            filters=filters,
            is_narrowed=any(each.value for each in filters),
            may_bring=request.user.has_perm("files.run_import"),
            export_links=links if request.user.has_perm(_MAY_EXPORT) else [],
        )


class ImportListExportView(OfficeView):
    """The imports as a file."""

    permission_required = ("files.view_importrun", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the imports that the list shows, with their figures."""
        headings = [
            _("No."),
            _("File"),
            _("Source"),
            _("State"),
            _("Rows"),
            _("New"),
            _("Changed"),
            _("Not taken in"),
            _("Received"),
        ]
        rows = (
            _cells(_line(run)) for run in _shown(request.GET.dict()).order_by("-number")[:MOST_ROWS]
        )
        return table_response("imports", form, [str(heading) for heading in headings], rows)


def _shown(said: dict[str, str]) -> QuerySet[ImportRun]:
    runs = ImportRun.objects.select_related("source").defer("summary", "shape", "mapping")
    return narrowed(runs, IMPORT_NARROWINGS, said, timezone.now())


def _cells(line: dict[str, Any]) -> list[Any]:
    run = line["run"]
    return [
        run.number,
        run.file_name,
        run.source.label,
        run.get_state_display(),
        run.row_count,
        line["created"],
        line["updated"],
        line["failed"],
        plain(run.created_at),
    ]


def _line(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "url": import_url(run),
        "tone": state_tone(run.state),
        "created": run.counts.get("created"),
        "updated": run.counts.get("updated"),
        "failed": (run.counts.get("refused") or 0) + (run.counts.get("blocked") or 0),
    }


register_page("files/", ImportListView.as_view(), "files_importrun_changelist")
register_page("files/export/<slug:form>/", ImportListExportView.as_view(), "files_importrun_export")
