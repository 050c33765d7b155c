"""Protect a person, and lift a protection."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from profiles.admin.card import CustomerView, card_url
from profiles.forms.protection import LiftProtectionForm, ProtectForm
from profiles.services.protection import lift_protection, protect_customer


class ProtectView(CustomerView):
    """Ask what shields the person and how that is known."""

    template_name = "profiles/protect.html"
    permission_required = "profiles.add_protection"
    title = _("Protect this customer")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        del request
        return self._show(ProtectForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Protect, and go back to the card."""
        form = ProtectForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        shield = protect_customer(
            customer=self.customer,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            actor=acting_person(request),
            now=timezone.now(),
        )
        self.say(_("Protected: %(kind)s.") % {"kind": shield.get_kind_display()})
        return self.back()

    def _show(self, form: ProtectForm, status: int = 200) -> HttpResponse:
        """Answer with the form."""
        return self.page(
            status=status,
            form=form,
            submit_label=_("Protect"),
            cancel_url=card_url(self.customer.pk),
        )


class LiftProtectionView(CustomerView):
    """Ask why a protection no longer holds; only for those with the right to lift."""

    template_name = "profiles/lift_protection.html"
    permission_required = "profiles.lift_protection"
    title = _("Lift a protection")

    def get(self, request: HttpRequest, protection: int) -> HttpResponse:
        """Show the form."""
        del request
        return self._show(LiftProtectionForm(), protection)

    def post(self, request: HttpRequest, protection: int) -> HttpResponseBase:
        """Lift the protection, and go back to the card."""
        form = LiftProtectionForm(request.POST)
        if not form.is_valid():
            return self._show(form, protection, status=422)
        shield = self.customer.protections.filter(pk=protection).first()
        if shield is None:
            raise Http404
        try:
            lift_protection(
                protection=shield,
                reason=form.cleaned_data["reason"],
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            self.warn(refusal)
            return self.back()
        self.say(_("Lifted: %(kind)s.") % {"kind": shield.get_kind_display()})
        return self.back()

    def _show(self, form: LiftProtectionForm, protection: int, status: int = 200) -> HttpResponse:
        """Answer with the form."""
        shield = self.customer.protections.filter(pk=protection, lifted_at=None).first()
        if shield is None:
            raise Http404
        return self.page(
            status=status,
            form=form,
            shield=shield,
            submit_label=_("Lift the protection"),
            cancel_url=card_url(self.customer.pk),
        )
