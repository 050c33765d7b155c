"""What the room's screens share: addresses, crumbs, finding a run."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.office import Crumb
from files.models import ExportRun, ImportRun
from surveys.models import Survey

_LISTS = {
    "activities": "profiles_event_changelist",
    "consents": "consents",
    "customers": "profiles_customer_changelist",
    "links": "surveys_invitation_changelist",
    "mails": "surveys_mail_changelist",
}


def imports_url() -> str:
    """Return the address of the list of imports."""
    return reverse("admin:files_importrun_changelist")


def import_url(run: ImportRun, page: str = "") -> str:
    """Return the address of an import, or of one of its pages."""
    return reverse(
        f"admin:files_import_{page}" if page else "admin:files_import", args=[run.number]
    )


def export_url(run: ExportRun, page: str = "") -> str:
    """Return the address of an export, or of one of its pages."""
    return reverse(
        f"admin:files_export_{page}" if page else "admin:files_export", args=[run.number]
    )


def list_url(code: str, said: Mapping[str, str]) -> str:
    """Return the address of a list that is narrowed so."""
    if code == "replies":
        survey = get_object_or_404(Survey, slug=said["survey"])
        return reverse("admin:survey_replies", args=[survey.pk])
    if code == "contradictions":
        kind, _sign, scope = said["of"].partition("~")
        return f"{reverse('admin:contradicted', args=[kind])}?{urlencode({'between': scope})}"
    return f"{reverse(f'admin:{_LISTS[code]}')}?{urlencode(said)}"


def import_crumbs(run: ImportRun | None = None) -> list[Crumb]:
    """Return the way back from a page about imports."""
    crumbs: list[Crumb] = [(_("Files"), imports_url())]
    if run is not None:
        crumbs.append((import_title(run), import_url(run)))
    return crumbs


def import_title(run: ImportRun) -> str:
    """Return what a person calls an import."""
    return _("Import no. %(number)s") % {"number": run.number}


def export_title(run: ExportRun) -> str:
    """Return what a person calls an export."""
    return _("Export no. %(number)s") % {"number": run.number}


def get_import(number: int) -> ImportRun:
    """Return an import with its source, or answer 404."""
    return get_object_or_404(ImportRun.objects.select_related("source"), number=number)


def get_export(number: int) -> ExportRun:
    """Return an export with its segment, or answer 404."""
    return get_object_or_404(ExportRun.objects.select_related("segment"), number=number)
