"""The screen on which settings leave for another installation, and come in from one: look first, then keep.

What was looked at travels in the form, signed, so that the file that is kept is the one that was looked at, on
whichever server the second request arrives.
"""

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Any

import tablib
from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from import_export.results import Result, RowResult

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from config.lib.spreadsheet import CONTENT_TYPES, TABLES, unguarded
from config.lib.transfer import SettingResource, exported, find_kind, imported, settings_kinds
from files.reading.delimited import read_rows
from files.reading.sniff import prepare

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000
_SALT = "config.transfer"
_AN_HOUR = 3600
_STATES = {
    RowResult.IMPORT_TYPE_NEW: (gettext_lazy("New"), "ok"),
    RowResult.IMPORT_TYPE_UPDATE: (gettext_lazy("Changes"), "info"),
    RowResult.IMPORT_TYPE_SKIP: (gettext_lazy("Unchanged"), ""),
    RowResult.IMPORT_TYPE_INVALID: (pgettext_lazy("row of a file", "Refused"), "bad"),
    RowResult.IMPORT_TYPE_ERROR: (pgettext_lazy("row of a file", "Refused"), "bad"),
}


class TransferRefusedError(DomainError):
    """A file that is not a table of these settings."""


class UploadForm(forms.Form):
    """The file of settings."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV or XLSX, as exported here.")
    )


class TransferView(OfficeView):
    """The kinds of settings, each with its two ways out and the way in."""

    template_name = "office/transfer.html"
    title = gettext_lazy("Move settings")

    def has_permission(self) -> bool:
        """Let in whoever may see one of the kinds."""
        return any(self.request.user.has_perm(kind.see_permission) for kind in settings_kinds())

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Settings"), None)]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the kinds."""
        user = request.user
        return self.page(
            kinds=[
                {"kind": kind, "may_change": user.has_perms(kind.change_permissions)}
                for kind in settings_kinds()
                if user.has_perm(kind.see_permission)
            ]
        )


class _KindView(OfficeView):
    """A screen about one kind of settings."""

    kind: type[SettingResource]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the kind, then ask for its permissions."""
        found = find_kind(kwargs.pop("code"))
        if found is None:
            raise Http404
        self.kind = found
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back."""
        return [(_("Settings"), None), (_("Move settings"), reverse("admin:transfer"))]


class ExportSettingsView(_KindView):
    """All settings of a kind as a file."""

    def has_permission(self) -> bool:
        """Ask for what the list of them asks for."""
        return self.request.user.has_perm(self.kind.see_permission)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the file."""
        if form not in TABLES:
            raise Http404
        table = exported(self.kind, acting_person(request), timezone.now())
        body = TABLES[form](table.headers or [], (list(row) for row in table))
        return HttpResponse(
            body,
            content_type=CONTENT_TYPES[form],
            headers={
                "Content-Disposition": f'attachment; filename="kjenn-{self.kind.code}.{form}"'
            },
        )


class ImportSettingsView(_KindView):
    """Bring a file, look at what it would change, and keep it."""

    template_name = "office/transfer_import.html"

    def has_permission(self) -> bool:
        """Ask for all that changing them on their screens asks for."""
        return self.request.user.has_perms(self.kind.change_permissions)

    def get_title(self) -> str:
        """Name what comes in."""
        return _("Bring in: %(kind)s") % {"kind": self.kind.title}

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file."""
        del request
        return self._ask(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look at a file, or keep the one that was looked at."""
        if "looked_at" in request.POST:
            return self._keep(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(form)
        try:
            table = _read(form.cleaned_data["file"], self.kind)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            return self._ask(form)
        return self._show(request, table)

    def _ask(self, form: UploadForm) -> HttpResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        cancel = reverse("admin:transfer")
        return self.page(
            status=status, form=form, submit_label=_("Look at it first"), cancel_url=cancel
        )

    def _show(self, request: HttpRequest, table: tablib.Dataset) -> HttpResponse:
        result = imported(self.kind, table, acting_person(request), timezone.now(), is_trial=True)
        lines = _lines(result, table, self.kind)
        return self.page(
            lines=[line for line in lines if line["kind"] != RowResult.IMPORT_TYPE_SKIP],
            unchanged=result.totals[RowResult.IMPORT_TYPE_SKIP],
            change_count=_changes(result),
            refused=_refused(result),
            looked_at=signing.dumps(
                [self.kind.code, table.export("json")], salt=_SALT, compress=True
            ),
            cancel_url=reverse("admin:transfer"),
        )

    def _keep(self, request: HttpRequest) -> HttpResponse:
        table = _looked_at(request.POST["looked_at"], self.kind)
        result = imported(self.kind, table, acting_person(request), timezone.now(), is_trial=False)
        if _refused(result):
            return self._show(request, table)
        self.say(
            _("%(kind)s: %(count)s kept.") % {"count": _changes(result), "kind": self.kind.title}
        )
        return HttpResponseRedirect(reverse("admin:transfer"))


def _read(file: Any, kind: type[SettingResource]) -> tablib.Dataset:
    """Return the table in an uploaded file; raise TransferRefusedError for one that is no such table."""
    if file.size > MOST_BYTES:
        raise TransferRefusedError(_("The file is too large for settings: at most 2 MB."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings"
        path.write_bytes(file.read())
        text, shape = prepare(path, Path(folder), file_name=file.name)
        rows = [[unguarded(cell) for cell in row.cells] for row in read_rows(text, shape)]
    _check_columns(shape.columns, kind)
    if len(rows) > MOST_ROWS:
        raise TransferRefusedError(_("The file has too many rows for settings."))
    width = len(shape.columns)
    filled = [(row + [""] * width)[:width] for row in rows]
    return tablib.Dataset(*filled, headers=list(shape.columns))


def _check_columns(columns: tuple[str, ...], kind: type[SettingResource]) -> None:
    missing = [name for name in kind._meta.import_id_fields if name not in columns]  # noqa: SLF001
    if missing:
        raise TransferRefusedError(
            _("The column “%(column)s” is missing, by which the rows are known.")
            % {"column": missing[0]}
        )


def _looked_at(signed: str, kind: type[SettingResource]) -> tablib.Dataset:
    try:
        code, rows = signing.loads(signed, salt=_SALT, max_age=_AN_HOUR)
    except signing.BadSignature:
        raise TransferRefusedError(
            _("It is too long since you looked at the file. Bring it again.")
        ) from None
    if code != kind.code:
        raise PermissionDenied
    return tablib.Dataset().load(rows, format="json")


def _lines(
    result: Result, table: tablib.Dataset, kind: type[SettingResource]
) -> list[dict[str, Any]]:
    """Return a line per row: what it is about, what happens, and why not."""
    heads = result.diff_headers or []
    rows = table.dict
    known_by = kind._meta.import_id_fields  # noqa: SLF001
    return [
        {
            "kind": row.import_type,
            "name": " · ".join(str(rows[number][name]) for name in known_by)[:80],
            "state": _STATES[row.import_type][0],
            "tone": _STATES[row.import_type][1],
            "reasons": _reasons(row),
            "changes": [
                {"column": head, "diff": diff}
                for head, diff in zip(heads, row.diff or [], strict=False)
                if "<ins" in diff or "<del" in diff
            ],
        }
        for number, row in enumerate(result)
    ]


def _reasons(row: RowResult) -> list[str]:
    if row.validation_error is not None:
        return list(row.validation_error.messages)
    return [_("This row cannot be read: %(why)s") % {"why": error.error} for error in row.errors]


def _is_change(row: RowResult) -> bool:
    return row.import_type in {RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE}


def _changes(result: Result) -> int:
    return sum(map(_is_change, result))


def _refused(result: Result) -> int:
    refused = {RowResult.IMPORT_TYPE_INVALID, RowResult.IMPORT_TYPE_ERROR}
    return sum(row.import_type in refused for row in result)


register_page("settings/move/", TransferView.as_view(), "transfer")
register_page(
    "settings/move/<slug:code>/export/<slug:form>/", ExportSettingsView.as_view(), "transfer_export"
)
register_page("settings/move/<slug:code>/import/", ImportSettingsView.as_view(), "transfer_import")
