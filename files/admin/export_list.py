"""What went out: to whom, for what, and what has changed since."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.keyset import KeysetPage
from config.lib.list_export import MOST_ROWS, export_links, plain, table_response
from config.lib.narrowing import asked, narrowed
from config.lib.office import Crumb, OfficeView, register_page
from consents.choices import Channel
from consents.selectors import purposes
from files.admin.addresses import export_url
from files.admin.export_words import whom
from files.admin.state_words import export_tone
from files.models import ExportRun
from files.selectors.narrowings import EXPORT_NARROWINGS

_MAY_EXPORT = "files.export_exportrun"


class ExportListView(OfficeView):
    """List the exports, newest first."""

    template_name = "files/exports.html"
    permission_required = "files.view_exportrun"
    title = _("Exports")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of exports."""
        said = request.GET.dict()
        found = KeysetPage(_shown(said), ("-number",), said, size=25)
        filters = asked(EXPORT_NARROWINGS, said)
        links = export_links("admin:files_exportrun_export", request)
        labels = {purpose.slug: purpose.label for purpose in purposes()}
        return self.page(
            lines=[_line(run, labels) for run in found.items],
            pages=found,
            filters=filters,
            is_narrowed=any(each.value for each in filters),
            may_export=request.user.has_perm("files.export_audience"),
            may_export_records=request.user.has_perm("files.export_records"),
            export_links=links if request.user.has_perm(_MAY_EXPORT) else [],
        )


class ExportListFileView(OfficeView):
    """The exports as a file: no person stands in it."""

    permission_required = ("files.view_exportrun", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the exports that the list shows, with what became of them."""
        headings = (
            _("No."),
            _("Holds"),
            _("Purpose"),
            _("Channel"),
            _("Recipient"),
            _("State"),
            _("Rows"),
            _("No longer allowed"),
            _("Ordered"),
            _("Ordered by"),
        )
        labels = {purpose.slug: purpose.label for purpose in purposes()}
        runs = _shown(request.GET.dict()).order_by("-number")[:MOST_ROWS]
        rows = (_cells(_line(run, labels)) for run in runs)
        return table_response("exports", form, [str(heading) for heading in headings], rows)


def _shown(said: dict[str, str]) -> QuerySet[ExportRun]:
    runs = ExportRun.objects.select_related("segment")
    return narrowed(runs, EXPORT_NARROWINGS, said, timezone.now())


def _cells(line: dict[str, Any]) -> list[Any]:
    run = line["run"]
    return [
        run.number,
        line["whom"],
        line["purpose"],
        line["channel"],
        run.recipient,
        run.get_state_display(),
        run.row_count,
        run.lost_count if run.channel else None,
        plain(run.queued_at),
        run.actor_name,
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
