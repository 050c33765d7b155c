"""The audiences that went out: to whom, for what, and what has changed since."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.keyset import KeysetPage
from config.lib.office import Crumb, OfficeView, register_page
from consents.choices import Channel
from consents.selectors import purposes
from files.admin.addresses import export_url
from files.admin.state_words import export_tone
from files.models import ExportRun


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
        )


def _line(run: ExportRun, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "run": run,
        "url": export_url(run),
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
