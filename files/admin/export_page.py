"""One export: on its way, ready to be fetched, or what became of it."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from consents.selectors import find_purpose
from files.admin.addresses import export_title, export_url, get_export
from files.admin.export_list import channel_label, export_crumbs
from files.admin.export_words import again_url, narrowed_by, needed, whom
from files.admin.state_words import export_tone
from files.choices import ExportKind, ExportState
from files.services.export_upkeep import file_name_of, kept_until, log_download
from files.services.progress import export_progress
from profiles.models import Attribute


class ExportView(OfficeView):
    """Show one export."""

    template_name = "files/export.html"
    permission_required = "files.view_exportrun"

    def get_title(self) -> str:
        """Return what a person calls it."""
        return export_title(self.run)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return export_crumbs()

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show how far it is, or what it was."""
        self.run = run = get_export(number)
        purpose = find_purpose(run.purpose)
        is_open = run.state in {ExportState.QUEUED, ExportState.RUNNING}
        is_kept = run.state == ExportState.DONE and run.removed_at is None
        may_order = request.user.has_perms(needed(run))
        may_fetch = is_kept and may_order
        return self.page(
            run=run,
            tone=export_tone(run.state),
            purpose=purpose.label if purpose else run.purpose,
            channel=channel_label(run.channel),
            is_audience=run.kind == ExportKind.AUDIENCE,
            is_list=run.kind == ExportKind.LIST,
            whom=whom(run),
            narrowed_by=narrowed_by(run),
            again_url=again_url(run) if may_order and not is_open else "",
            facts=[fact.label for fact in _facts(run.slugs)],
            progress=export_progress(run) if is_open else None,
            progress_url=export_url(run, "progress"),
            download_url=export_url(run, "download") if may_fetch else "",
            kept_until=kept_until(run) if is_kept else None,
        )


class DownloadView(OfficeView):
    """Hand the file over, and note that it was taken."""

    def has_permission(self) -> bool:
        """Ask for what ordering such a file asks for."""
        held = self.request.user.has_perm
        return any(held(f"files.export_{kind}") for kind in ("audience", "records", "list"))

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Log, then stream the file under a name that says what it is."""
        run = get_export(number)
        if not request.user.has_perms(needed(run)):
            raise PermissionDenied
        try:
            log_download(run=run, actor=acting_person(request), now=timezone.now())
        except DomainError as refusal:
            self.warn(refusal)
            return HttpResponseRedirect(export_url(run))
        return FileResponse(
            default_storage.open(run.stored_as), as_attachment=True, filename=file_name_of(run)
        )


def _facts(slugs: list[str]) -> list[Attribute]:
    found = {fact.slug: fact for fact in Attribute.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]


register_page("exports/<int:number>/", ExportView.as_view(), "files_export")
register_page("exports/<int:number>/file/", DownloadView.as_view(), "files_export_download")
