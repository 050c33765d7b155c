"""The customers of one hand-over, page after page; whoever looks is written down."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.office import Crumb, OfficeView, register_page
from consents.choices import Basis
from consents.models import DisclosedCustomer, Disclosure
from profiles.models import Customer
from profiles.services.reading import log_read
from profiles.wordbook import Wordbook


class DisclosedView(OfficeView):
    """Whose data one recipient got; whoever was erased since is counted and not named."""

    template_name = "consents/disclosed.html"
    permission_required = ("consents.view_disclosure", "profiles.view_customer")

    def get_title(self) -> str:
        """Return who received the data."""
        return self.disclosure.recipient

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to all hand-overs."""
        return [(_("Who received data"), reverse("admin:consents_disclosure_changelist"))]

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Show one page, and write down who saw whom."""
        self.disclosure = get_object_or_404(Disclosure, pk=uid)
        pager = KeysetPage(self.disclosure.customers.all(), ("pk",), request.GET.dict())
        people = Customer.objects.in_bulk([row.customer_uid for row in pager.items])
        if people:
            log_read(
                actor=acting_person(request),
                view="disclosed",
                subjects=sorted(people),
                purpose=self.disclosure.purpose,
                reference=self.disclosure.reference,
                now=timezone.now(),
            )
        return self.page(
            disclosure=self.disclosure,
            through=Wordbook().words(self.disclosure.reference),
            pager=pager,
            lines=[(people.get(row.customer_uid), _basis(row)) for row in pager.items],
        )


def _basis(row: DisclosedCustomer) -> str:
    return str(Basis(row.basis).label) if row.basis in Basis.values else ""


register_page("who-received/<uuid:uid>/", DisclosedView.as_view(), "disclosed")
