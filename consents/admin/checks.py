"""The checks of the ledger: when, how many entries, what was found; and "check now"."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.office import Crumb, OfficeView, register_page
from consents import tasks
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


register_page("consent-entries/checks/", LedgerChecksView.as_view(), "ledger_checks")
