"""A list as a file: the rows and columns that its reader sees, as CSV or XLSX."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import localize
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.lib.admin import ServiceAdmin
from config.lib.spreadsheet import CONTENT_TYPES, TABLES

# So many rows at most: what grows beyond is written by a worker, not in a request (law 8).
MOST_ROWS = 10_000


def table_response(
    name: str, form: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return the table as a file of that form; raise Http404 for a form that is none of ours."""
    if form not in TABLES:
        raise Http404
    return HttpResponse(
        TABLES[form](headings, rows),
        content_type=CONTENT_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="kjenn-{name}.{form}"'},
    )


def export_links(url_name: str, request: HttpRequest, *of: Any) -> list[tuple[str, str]]:
    """Return (form, address) of the files of a list, as it is searched and filtered; `of` is what it belongs to."""
    query = request.GET.urlencode()
    return [(form.upper(), f"{reverse(url_name, args=[*of, form])}?{query}") for form in TABLES]


class ExportableList(ServiceAdmin):
    """A list with a way out, for those who hold the permission `export_<model>`; search and filters count.

    Where nothing stands in it that its readers may not have, `is_open` lets every reader take it along.
    """

    is_open = False

    list_before_template = "office/parts/list_export.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether the reader may take the list along."""
        name = f"{self.opts.app_label}.export_{self.opts.model_name}"
        may_have = self.is_open or request.user.has_perm(name)
        return self.has_view_permission(request) and may_have

    def get_urls(self) -> list[URLPattern]:
        """Add the file to the list's addresses."""
        view = self.admin_site.admin_view(require_safe(self.export_view))
        own = path("export/<slug:form>/", view, name=self._export)
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list, with the links to its files."""
        may_export = self.has_export_permission(request)
        links = export_links(f"admin:{self._export}", request) if may_export else []
        return super().changelist_view(request, {"export_links": links, **(extra_context or {})})

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the list as it is searched and filtered, in its order."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        columns = self.get_list_display(request)
        headings = [capfirst(str(label_for_field(name, self.model, self))) for name in columns]
        found = self.get_changelist_instance(request).get_queryset(request)[:MOST_ROWS]
        rows = [[self._cell(name, row) for name in columns] for row in found]
        return table_response(str(self.opts.model_name), form, headings, rows)

    @property
    def _export(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_export"

    def _cell(self, name: Any, row: Model) -> Any:
        try:
            field, _attribute, value = lookup_field(name, row, self)
        except ObjectDoesNotExist:
            return ""
        if field is not None and getattr(field, "flatchoices", None):
            return str(dict(field.flatchoices).get(value, value))
        return plain(value)


def plain(value: Any) -> Any:
    """Return a cell's value without the marks of a page."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(str(plain(part)) for part in value)
    if hasattr(value, "tzinfo") and is_aware(value):
        value = localtime(value).replace(tzinfo=None, microsecond=0)
        return value.isoformat(sep=" ")
    return " ".join(strip_tags(localize(value) if not isinstance(value, str) else value).split())
