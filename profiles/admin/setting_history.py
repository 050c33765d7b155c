"""What was changed in the settings: one list for the officer, and the same narrowed to one setting behind its page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.keyset import KeysetPage
from config.lib.list_export import MOST_ROWS, export_links, plain, table_response
from config.lib.office import Crumb, OfficeView, register_page
from config.lib.setting_history import track, tracked_tables
from config.lib.sorting import alphabetical
from profiles.models import (
    Attribute,
    AttributeOption,
    Company,
    MailServer,
    SettingChange,
    Source,
    Steward,
)
from profiles.selectors.setting_changes import ChangeLine, in_words, setting_changes

_MAY_EXPORT = "profiles.export_settingchange"


class SettingHistoryView(OfficeView):
    """Every change, the newest first; `kind` narrows to one kind of setting, `of` to one of them."""

    template_name = "profiles/setting_history.html"
    permission_required = "profiles.view_settingchange"
    title = gettext_lazy("Changes to settings")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Settings"), None)]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of changes."""
        kind, about = request.GET.get("kind", ""), request.GET.get("of", "")
        pager = KeysetPage(_asked(request), ("-pk",), request.GET.dict())
        lines = in_words(pager.items)
        may_export = request.user.has_perm(_MAY_EXPORT)
        return self.page(
            kind=kind,
            about=lines[0].name if about and lines else about,
            kinds=_kinds(),
            lines=lines,
            pager=pager,
            export_links=export_links("admin:setting_changes_export", request)
            if may_export
            else [],
        )


class SettingHistoryExportView(OfficeView):
    """The changes that the list shows, as a file."""

    permission_required = ("profiles.view_settingchange", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row a change."""
        headings = [_("When"), _("Setting"), _("Name"), _("What changed"), _("By")]
        rows = _asked(request).order_by("-pk")[:MOST_ROWS]
        return table_response("setting-changes", form, headings, map(_cells, in_words(rows)))


def _cells(line: ChangeLine) -> list[str]:
    at = plain(line.at)
    changes = [f"{what}: {before} → {after}" for what, before, after in line.changes]
    said = "; ".join(filter(None, [line.part, *changes]))
    return [at, line.title, line.name, said, line.who]


def _asked(request: HttpRequest) -> QuerySet[SettingChange]:
    """Return the changes that the address asks for."""
    return setting_changes(kind=request.GET.get("kind", ""), about=request.GET.get("of", ""))


def _kinds() -> list[tuple[str, Any]]:
    """Return the kinds of settings by name."""
    found = {entry.kind: capfirst(str(entry.title)) for entry in tracked_tables()}
    return sorted(found.items(), key=lambda kind: alphabetical(kind[1]))


for _model in (Company, MailServer, Source, Attribute, Steward):
    track(_model)
track(AttributeOption, Attribute)
track(Steward.groups.through, Steward, called=gettext_lazy("role"))

register_page(
    "settings/history/export/<slug:form>/",
    SettingHistoryExportView.as_view(),
    "setting_changes_export",
)
register_page("settings/history/", SettingHistoryView.as_view(), "setting_changes")
