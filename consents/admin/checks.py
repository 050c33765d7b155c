"""The checks of the ledger: when, how many entries, what was found; and "check now"."""

from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.list_export import MOST_ROWS, export_links, plain, table_response
from config.lib.office import Crumb, OfficeView, register_page
from consents import tasks
from consents.models import LedgerCheck
from consents.selectors.checks import checks, ledger_standing
from consents.services.checks import request_check


class LedgerChecksView(OfficeView):
    """Every check, the newest first; a POST orders one more, in the background."""

    template_name = "consents/checks.html"
    permission_required = "consents.verify_ledger"
    title = _("Checks of the consent entries")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the entries."""
        return [(str(_("Consents")), reverse("admin:consents"))]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the checks."""
        return self.page(
            standing=ledger_standing(timezone.now()),
            pager=KeysetPage(checks(), ("-pk",), request.GET.dict()),
            export_links=export_links("admin:ledger_checks_export", request),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Order a check; a double click orders one."""
        request_check(actor=acting_person(request), now=timezone.now())
        try:
            tasks.check_ledger.apply_async(retry=False)
        except OperationalError:
            self.warn(_("The check is ordered and begins as soon as a worker is there."))
        else:
            self.say(_("The check has begun. Its result will be here in a moment."))
        return HttpResponseRedirect(reverse("admin:ledger_checks"))


class LedgerChecksFileView(OfficeView):
    """The checks as a file, for whoever asks for proof."""

    permission_required = "consents.verify_ledger"

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the newest checks with what they found."""
        del request
        names = ("finished_at", "rows", "states", "bad_rows", "first_bad_row", "bad_states")
        fields = (capfirst(str(label_for_field(name, LedgerCheck))) for name in names)
        headings = [*fields, str(_("Ordered by"))]
        rows = (
            [*(plain(getattr(row, name)) for name in names), row.actor_name]
            for row in checks()[:MOST_ROWS]
        )
        return table_response("checks", form, headings, rows)


register_page(
    "consent-entries/checks/export/<slug:form>/",
    LedgerChecksFileView.as_view(),
    "ledger_checks_export",
)
register_page("consent-entries/checks/", LedgerChecksView.as_view(), "ledger_checks")
