"""Find the customer who asks, where the request came from somebody known by name alone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.office import register_page
from consents.admin.request_frame import RequestView
from consents.services.requests import link_request
from profiles.models import Customer
from profiles.selectors.customer_list import first_keys, in_order_of, listed, listed_contact
from profiles.selectors.protection import hidden_contacts
from profiles.selectors.retired import find_customer
from profiles.services.reading import log_read

MOST = 20


class FindCustomerView(RequestView):
    """Search, and choose the one who asks."""

    template_name = "consents/request_customer.html"
    title = gettext_lazy("Find the customer")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show who fits; without words, who bears the asker's name."""
        words = request.GET.get("words", self.row.asker_name).strip()
        found = self._found(words) if words else []
        if found:
            log_read(
                actor=acting_person(request),
                view="request",
                subjects=sorted(one.pk for one in found),
                now=timezone.now(),
            )
        lines = [(one, _town(one), listed_contact(one, "email")) for one in found]
        return self.page(row=self.row, words=words, lines=lines, cancel_url=self.own_url)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Link the chosen one."""
        try:
            customer = find_customer(UUID(request.POST.get("customer", "")))
        except ValueError:
            customer = None
        if customer is None:
            self.warn(_("This customer is no longer here. Search again."))
            return HttpResponseRedirect(request.path)
        link_request(
            pk=self.row.pk,
            customer=customer,
            actor=acting_person(request),
            now=timezone.now(),
        )
        self.say(_("Noted: the request comes from %(name)s.") % {"name": customer.display_name})
        return self.back()

    def _found(self, words: str) -> list[Customer]:
        by_name = Customer.objects.search(words).order_by("sort_key", "uid")
        return list(listed(in_order_of(by_name, first_keys(by_name)))[:MOST])


def _town(customer: Customer) -> str:
    """Return where the customer lives, unless that is protected."""
    hidden = hidden_contacts(customer.listed_protections)  # type: ignore[attr-defined]
    return "" if "postal" in hidden else customer.city


register_page("requests/<int:pk>/customer/", FindCustomerView.as_view(), "request_customer")
