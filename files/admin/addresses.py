"""What the room's screens share: addresses, crumbs, finding a run."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.office import Crumb
from files.models import ExportRun, ImportRun
from segments.selectors.narrowings import find_stair
from surveys.models import Survey

Said = Mapping[str, str]
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


def list_url(code: str, said: Said) -> str:
    """Return the address of a list that is narrowed so."""
    if code in _OF_ITS_OWN:
        return _OF_ITS_OWN[code](said)
    return f"{reverse(f'admin:{_LISTS[code]}')}?{urlencode(said)}"


def _replies_url(said: Said) -> str:
    if set(said) != {"survey"}:
        return f"{reverse('admin:replies')}?{urlencode(said)}"
    survey = get_object_or_404(Survey, slug=said["survey"])
    return reverse("admin:survey_replies", args=[survey.pk])


def _contradictions_url(said: Said) -> str:
    kind, _sign, scope = said["of"].partition("~")
    return f"{reverse('admin:contradicted', args=[kind])}?{urlencode({'between': scope})}"


def _import_rows_url(said: Said) -> str:
    run, outcome = get_import(int(said["import"])), said.get("outcome")
    if outcome is None:
        return import_url(run)
    return reverse("admin:files_import_rows", args=[run.number, outcome])


def _step_url(said: Said) -> str:
    stair = find_stair(said["step"])
    if stair is None:
        raise Http404
    place = [stair.segment.pk, stair.purpose, stair.channel, stair.step]
    where = reverse("admin:segments_segment_people", args=place)
    return f"{where}?fell=1" if stair.fell else where


_OF_ITS_OWN: Mapping[str, Callable[[Said], str]] = {
    "contradictions": _contradictions_url,
    "import_rows": _import_rows_url,
    "replies": _replies_url,
    "step": _step_url,
}


def rows_query(run: ImportRun, outcome: str = "") -> str:
    """Return how an address says whose rows a list holds, all or those of one outcome."""
    said = {"import": run.number, "outcome": outcome}
    return urlencode({name: value for name, value in said.items() if value})


def import_crumbs(run: ImportRun | None = None) -> list[Crumb]:
    """Return the way back from a page about imports."""
    crumbs: list[Crumb] = [(_("Files"), imports_url())]
    if run is not None:
        crumbs.append((import_title(run), import_url(run)))
    return crumbs


def import_title(run: ImportRun) -> str:
    """Return what a person calls an import."""
    return import_name(run.number)


def import_name(number: object) -> str:
    """Return the same of the import with this number."""
    return _("Import no. %(number)s") % {"number": number}


def export_title(run: ExportRun) -> str:
    """Return what a person calls an export."""
    return export_name(run.number)


def export_name(number: object) -> str:
    """Return the same of the export with this number."""
    return _("Export no. %(number)s") % {"number": number}


def get_import(number: int) -> ImportRun:
    """Return an import with its source, or answer 404."""
    return get_object_or_404(ImportRun.objects.select_related("source"), number=number)


def get_export(number: int) -> ExportRun:
    """Return an export with its segment, or answer 404."""
    return get_object_or_404(ExportRun.objects.select_related("segment"), number=number)
