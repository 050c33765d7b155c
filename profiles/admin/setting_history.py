"""What was changed in the settings: one list for the officer, and the same narrowed to one setting behind its page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.keyset import KeysetPage
from config.lib.office import Crumb, OfficeView, register_page
from config.lib.setting_history import track, tracked_tables
from config.lib.sorting import alphabetical
from profiles.models import Attribute, AttributeOption, Company, MailServer, Source, Steward
from profiles.selectors.setting_changes import in_words, setting_changes


class SettingHistoryView(OfficeView):
    """Every change, the newest first; `kind` narrows to one kind of setting, `of` to one of them."""

    template_name = "profiles/setting_history.html"
    permission_required = "profiles.view_settingchange"
    title = gettext_lazy("Changes of settings")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Settings"), None)]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of changes."""
        kind, about = request.GET.get("kind", ""), request.GET.get("of", "")
        rows = setting_changes(kind=kind, about=about)
        pager = KeysetPage(rows, ("-pk",), request.GET.dict())
        lines = in_words(pager.items)
        return self.page(
            kind=kind,
            about=lines[0].name if about and lines else about,
            kinds=_kinds(),
            lines=lines,
            pager=pager,
        )


def _kinds() -> list[tuple[str, Any]]:
    """Return the kinds of settings by name."""
    found = {entry.kind: capfirst(str(entry.title)) for entry in tracked_tables()}
    return sorted(found.items(), key=lambda kind: alphabetical(kind[1]))


for _model in (Company, MailServer, Source, Attribute, Steward):
    track(_model)
track(AttributeOption, Attribute)
track(Steward.groups.through, Steward, called=gettext_lazy("role"))

register_page("settings/history/", SettingHistoryView.as_view(), "setting_history")
