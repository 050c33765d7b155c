"""Correct one fact by hand, settle it, and let the sources decide again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from profiles.admin.card import CustomerView, card_url
from profiles.choices import Sensitivity
from profiles.forms.correction import CorrectionForm
from profiles.models import Attribute
from profiles.selectors.company import find_company
from profiles.selectors.statements import fact_statements
from profiles.services.corrections import correct_fact, withdraw_correction


class CorrectFactView(CustomerView):
    """Say one fact anew; a private one starts empty, because the page itself reveals nothing."""

    template_name = "profiles/correct.html"
    permission_required = "profiles.change_customer"

    def get_title(self) -> str:
        """Name the fact."""
        return str(_("Correct: %(fact)s") % {"fact": self._fact.label})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the fact; a special category is corrected nowhere here."""
        usable = Attribute.objects.usable().exclude(sensitivity=Sensitivity.SPECIAL)
        found = usable.prefetch_related("options").filter(slug=kwargs.pop("slug")).first()
        if found is None:
            raise Http404
        self._fact = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form with the present value in it."""
        del request
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Correct the fact and go back to the card."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            correct_fact(
                customer=self.customer,
                slug=self._fact.slug,
                value=form.value,
                reason=form.cleaned_data["reason"],
                lock=form.cleaned_data["lock"],
                until=form.cleaned_data["until"],
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, status=422)
        self.say(_("%(fact)s is corrected.") % {"fact": self._fact.label})
        return self.back()

    def _form(self, data: Any = None) -> CorrectionForm:
        """Return the form for this fact."""
        company = find_company()
        is_open = self._fact.sensitivity == Sensitivity.ORDINARY
        return CorrectionForm(
            data,
            facts=[self._fact],
            country=self.customer.country or (company.default_country if company else "NO"),
            today=timezone.localdate(),
            known=self.customer.attributes if is_open else {},
        )

    def _show(self, form: CorrectionForm, status: int = 200) -> HttpResponse:
        """Answer with the form and with what the sources say."""
        is_private = self._fact.sensitivity != Sensitivity.ORDINARY
        return self.page(
            status=status,
            form=form,
            fact=self._fact,
            is_private=is_private,
            statements=[] if is_private else fact_statements(self.customer, self._fact),
            lock=self.customer.locks.filter(slug=self._fact.slug).first(),
            cancel_url=card_url(self.customer.pk),
        )


class WithdrawCorrectionView(CustomerView):
    """Let the sources decide about a corrected fact again; a POST from the card."""

    permission_required = "profiles.change_customer"

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Take the colleagues' word back and go to the card."""
        withdraw_correction(
            customer=self.customer, slug=slug, actor=acting_person(request), now=timezone.now()
        )
        self.say(_("The sources decide about this fact again."))
        return self.back()
