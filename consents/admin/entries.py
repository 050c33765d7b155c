"""The consent ledger, to read: nothing here changes an entry."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.narrowing import asked
from config.lib.office import OfficeView, register_page
from consents.selectors.entries import (
    ENTRY_NARROWINGS,
    EntryLine,
    entries,
    entry_lines,
)
from profiles.services.reading import log_read


class ConsentsView(OfficeView):
    """Entries of the ledger, newest first, searched by customer and narrowed by purpose, channel and answer."""

    template_name = "consents/entries.html"
    permission_required = "consents.view_decisionstate"
    title = gettext_lazy("Consents")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of entries."""
        filters = asked(ENTRY_NARROWINGS, request.GET.dict())
        said = {each.parameter: each.value for each in filters}
        page = KeysetPage(entries(said, timezone.now()), ("-seq",), request.GET.dict())
        lines = entry_lines(page.items)
        self._log(request, lines)
        return self.page(
            filters=filters,
            is_narrowed=any(said.values()),
            lines=lines,
            pager=page,
        )

    def _log(self, request: HttpRequest, lines: list[EntryLine]) -> None:
        """Note whose entries were seen."""
        seen = {line.customer.pk for line in lines if line.customer}
        if seen:
            log_read(
                actor=acting_person(request),
                view="consent_list",
                subjects=sorted(seen),
                now=timezone.now(),
            )


register_page("consent-entries/", ConsentsView.as_view(), "consents")
