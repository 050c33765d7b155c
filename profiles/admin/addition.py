"""Add a customer by hand, after a look at those who may be the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView
from profiles.admin.card import card_url, list_crumb
from profiles.choices import CustomerKind
from profiles.forms.addition import ASKED, AdditionForm
from profiles.models import Attribute
from profiles.selectors.company import find_company
from profiles.selectors.similar import Similar, similar_customers
from profiles.services.corrections import add_customer
from profiles.services.reading import log_read


class AddCustomerView(OfficeView):
    """Ask for the first facts; customers who look the same are shown once before saving."""

    template_name = "profiles/add.html"
    permission_required = "profiles.add_customer"
    title = _("Add a customer")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return [list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form for a person or an organisation."""
        return self._show(self._form(request.GET.get("kind", "")))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Add the customer and open the card, unless somebody looks the same."""
        form = self._form(request.POST.get("kind", ""), request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        alike = [] if request.POST.get("is_new") else similar_customers(form.values)
        if alike:
            self._log(request, alike)
            return self._show(form, alike=alike)
        try:
            customer = add_customer(
                values=form.values,
                kind=self._kind,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, status=422)
        self.say(_("%(name)s is added.") % {"name": customer.display_name})
        return HttpResponseRedirect(card_url(customer.pk))

    def _form(self, kind: str, data: Any = None) -> AdditionForm:
        """Return the form for a kind of customer."""
        self._kind = kind if kind in CustomerKind.values else CustomerKind.PERSON.value
        asked = ASKED[CustomerKind(self._kind)]
        usable = Attribute.objects.usable().for_kind(self._kind).prefetch_related("options")
        found = {fact.slug: fact for fact in usable.filter(slug__in=asked)}
        company = find_company()
        return AdditionForm(
            data,
            facts=[found[slug] for slug in asked if slug in found],
            country=company.default_country if company else "NO",
            today=timezone.localdate(),
        )

    def _log(self, request: HttpRequest, alike: list[Similar]) -> None:
        """Note whom the colleague saw on the way."""
        log_read(
            actor=acting_person(request),
            view="similar_customers",
            subjects=[entry.customer.pk for entry in alike],
            now=timezone.now(),
        )

    def _show(
        self, form: AdditionForm, *, alike: list[Similar] | None = None, status: int = 200
    ) -> HttpResponse:
        """Answer with the form."""
        return self.page(
            status=status,
            form=form,
            kind=self._kind,
            kinds=CustomerKind.choices,
            alike=alike or [],
            submit_label=_("Add anyway") if alike else _("Add the customer"),
            cancel_url=reverse("admin:profiles_customer_changelist"),
        )
