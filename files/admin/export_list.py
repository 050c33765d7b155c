"""What went out: to whom, for what, and what has changed since."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from config.lib.keyset import KeysetPage
from config.lib.list_export import MOST_ROWS, table_response
from config.lib.office import Crumb, OfficeView, register_page
from config.lib.spreadsheet import TABLES
from consents.choices import Channel
from consents.selectors import purposes
from files.admin.addresses import export_url
from files.admin.export_words import whom
from files.admin.state_words import export_tone
from files.models import ExportRun

_MAY_EXPORT = "files.export_exportrun"


class ExportListView(OfficeView):
    """List the exports, newest first."""

    template_name = "files/exports.html"
    permission_required = "files.view_exportrun"
    title = _("Exports")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of exports."""
        runs = ExportRun.objects.select_related("segment")
        found = KeysetPage(runs, ("-number",), request.GET.dict(), size=25)
        labels = {purpose.slug: purpose.label for purpose in purposes()}
        return self.page(
            lines=[_line(run, labels) for run in found.items],
            pages=found,
            may_export=request.user.has_perm("files.export_audience"),
            may_export_records=request.user.has_perm("files.export_records"),
            export_links=_export_links() if request.user.has_perm(_MAY_EXPORT) else [],
        )


class ExportListFileView(OfficeView):
    """The exports as a file: no person stands in it."""

    permission_required = ("files.view_exportrun", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the newest exports with what became of them."""
        del request
        headings = (
            _("No."),
            _("Holds"),
            _("For"),
            _("Channel"),
            _("Recipient"),
            _("State"),
            _("Rows"),
            _("No longer allowed"),
            _("Ordered"),
            _("Ordered by"),
        )
        labels = {purpose.slug: purpose.label for purpose in purposes()}
        runs = ExportRun.objects.select_related("segment").order_by("-number")[:MOST_ROWS]
        rows = (_cells(_line(run, labels)) for run in runs)
        return table_response("exports", form, [str(heading) for heading in headings], rows)


def _export_links() -> list[tuple[str, str]]:
    return [(form.upper(), reverse("admin:files_exportrun_export", args=[form])) for form in TABLES]


def _cells(line: dict[str, Any]) -> list[Any]:
    run = line["run"]
    ordered = localtime(run.queued_at).replace(tzinfo=None, microsecond=0)
    return [
        run.number,
        line["whom"],
        line["purpose"],
        line["channel"],
        run.recipient,
        run.get_state_display(),
        run.row_count,
        run.lost_count if run.channel else None,
        ordered.isoformat(sep=" "),
        run.actor_label,
    ]


def _line(run: ExportRun, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "run": run,
        "url": export_url(run),
        "whom": whom(run),
        "tone": export_tone(run.state),
        "purpose": labels.get(run.purpose, run.purpose),
        "channel": channel_label(run.channel),
    }


def export_crumbs() -> list[Crumb]:
    """Return the way back from a page about exports."""
    return [(str(_("Exports")), reverse("admin:files_exportrun_changelist"))]


def channel_label(channel: str) -> str:
    """Return a channel's name."""
    return str(Channel(channel).label) if channel in Channel.values else channel


register_page("exports/", ExportListView.as_view(), "files_exportrun_changelist")
register_page("exports/export/<slug:form>/", ExportListFileView.as_view(), "files_exportrun_export")
