"""The files that came in, newest first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.lib.keyset import KeysetPage
from config.lib.office import OfficeView, register_page
from files.admin.addresses import import_url
from files.admin.state_words import state_tone
from files.models import ImportRun


class ImportListView(OfficeView):
    """List the imports."""

    template_name = "files/imports.html"
    permission_required = "files.view_importrun"
    title = _("Files")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of imports."""
        runs = ImportRun.objects.select_related("source").defer("summary", "shape", "mapping")
        found = KeysetPage(runs, ("-number",), request.GET.dict(), size=25)
        return self.page(
            lines=[_line(run) for run in found.items],
            pages=found,
            may_bring=request.user.has_perm("files.run_import"),
        )


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
