"""Bring a file: it is kept, looked at, and its columns come next."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import import_crumbs, import_url, imports_url
from files.forms.upload import UploadForm
from files.models import ImportRun
from files.services.bringing import bring_file


class UploadView(OfficeView):
    """Ask for a file and what it is."""

    template_name = "files/upload.html"
    permission_required = "files.run_import"
    title = _("Take a file in")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return import_crumbs()

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        del request
        return self._show(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the file and go on to its columns; a refusal stands beside the file."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            run = self._bring(form.cleaned_data, makes_source=form.makes_source)
        except DomainError as refusal:
            form.add_error(getattr(refusal, "field", None) or "file", str(refusal))
            return self._show(form, status=422)
        return HttpResponseRedirect(import_url(run, "columns"))

    def _bring(self, said: dict[str, Any], *, makes_source: bool) -> ImportRun:
        return bring_file(
            file=said["file"],
            file_name=said["file"].name,
            kind=said["kind"],
            source="" if makes_source else said["source"],
            new_source=(said["source_name"].strip(), said["source_kind"]) if makes_source else None,
            currency=said["currency"],
            actor=acting_person(self.request),
            now=timezone.now(),
        )

    def _show(self, form: UploadForm, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            form=form,
            limit=settings.KJENN_UPLOAD_LIMIT_MB,
            cancel_url=imports_url(),
        )


register_page("files/new/", UploadView.as_view(), "files_importrun_add")
