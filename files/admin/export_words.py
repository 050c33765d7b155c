"""What an export holds, in words, who may have it, and where it is ordered again."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.narrowing import in_words
from files.choices import ExportKind
from files.forms.export_order import EVERYBODY
from files.models import ExportRun
from files.services.lists import ALL_LISTS

_PERMISSIONS = {
    ExportKind.AUDIENCE: "files.export_audience",
    ExportKind.RECORDS: "files.export_records",
    ExportKind.LIST: "files.export_list",
}


def whom(run: ExportRun) -> str:
    """Return whom or what the file is about."""
    found = ALL_LISTS.get(run.list_code)
    if found is None:
        return run.whom
    return str(found.title) if run.kind == ExportKind.LIST else _("Those whom the list shows")


def narrowed_by(run: ExportRun) -> list[tuple[str, str]]:
    """Return what the list was narrowed by."""
    found = ALL_LISTS.get(run.list_code)
    return in_words(found.narrowings, run.narrowed_by) if found else []


def needed(run: ExportRun) -> tuple[str, ...]:
    """Return the permissions that ordering and fetching such a file ask for."""
    found = ALL_LISTS.get(run.list_code)
    own = found.permissions if found and run.kind == ExportKind.LIST else ()
    return (_PERMISSIONS[ExportKind(run.kind)], *own)


def again_url(run: ExportRun) -> str:
    """Return where the same is ordered once more."""
    if run.kind == ExportKind.LIST:
        where = reverse("admin:files_list_add", args=[run.list_code])
        return f"{where}?{urlencode(run.narrowed_by)}"
    said = {"segment": run.segment.slug if run.segment else "", "purpose": run.purpose}
    if run.kind == ExportKind.RECORDS:
        return f"{reverse('admin:files_records_add')}?{urlencode({**said, **run.narrowed_by})}"
    everybody = {} if run.segment else {EVERYBODY: "1"}
    where = reverse("admin:files_exportrun_add")
    return f"{where}?{urlencode({**said, 'channel': run.channel, **everybody})}"
