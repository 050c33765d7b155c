"""The customer card: one customer, whole, on one page; private facts behind a reason."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView
from profiles.forms.reveal import RevealForm
from profiles.models import Customer
from profiles.registry import CardSection, card_sections, question_texts, timeline
from profiles.selectors.card import CustomerCard, customer_card
from profiles.selectors.retired import find_customer, was_customer
from profiles.services.reading import log_read

TIMELINE_PAGE = 15


def card_url(uid: object) -> str:
    """Return the address of a customer's card."""
    return reverse("admin:profiles_customer_change", args=[uid])


def list_crumb() -> Crumb:
    """Return the way back to the list."""
    return str(_("Customers")), reverse("admin:profiles_customer_changelist")


class CustomerView(OfficeView):
    """A screen about one customer; a merged customer's id leads to who took its place."""

    customer: Customer

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the customer: 404 for an id that never was, 410 for one that was erased."""
        if not self.has_permission():
            return self.handle_no_permission()
        uid = kwargs.pop("uid")
        found = find_customer(uid)
        if found is None and was_customer(uid):
            return self.page(status=410, template="profiles/gone.html")
        if found is None:
            raise Http404
        if found.pk != uid:
            return HttpResponseRedirect(card_url(found.pk), status=308)
        self.customer = found
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the card."""
        return [list_crumb(), (self.customer.display_name, card_url(self.customer.pk))]

    def page(self, *, status: int = 200, template: str = "", **context: Any) -> TemplateResponse:
        """Answer with the page, which knows the customer."""
        customer = getattr(self, "customer", None)
        return super().page(status=status, template=template, **{"customer": customer, **context})

    def back(self) -> HttpResponseRedirect:
        """Go to the card."""
        return HttpResponseRedirect(card_url(self.customer.pk))


class CardView(CustomerView):
    """Show the card; a POST with a reason shows private facts as well, once."""

    template_name = "profiles/card.html"
    permission_required = "profiles.view_customer"
    is_revealing = False

    def get_title(self) -> str:
        """Return the customer's name."""
        return self.customer.display_name if hasattr(self, "customer") else str(_("Customer card"))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return [list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the card with private facts masked."""
        if self.is_revealing:
            return self.back()
        self._log(request, view="customer_card")
        return self._card(is_revealed=False)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Show private facts to whoever may see them and says why; the log comes first."""
        form = RevealForm(request.POST)
        if not self.is_revealing or not request.user.has_perm("profiles.see_private"):
            return self.handle_no_permission()
        if not form.is_valid():
            return self._card(is_revealed=False, reveal_form=form, status=422)
        self._log(request, view="customer_card_private", purpose=form.cleaned_data["why"])
        return self._card(is_revealed=True)

    def _log(self, request: HttpRequest, *, view: str, purpose: str = "") -> None:
        """Note who saw whom."""
        log_read(
            actor=acting_person(request),
            view=view,
            subjects=[self.customer.pk],
            purpose=purpose,
            now=timezone.now(),
        )

    def _card(
        self, *, is_revealed: bool, reveal_form: RevealForm | None = None, status: int = 200
    ) -> HttpResponse:
        """Answer with the card."""
        card = customer_card(self.customer, is_revealed=is_revealed)
        sections = card_sections(self.request, self.customer)
        response = self.page(
            status=status,
            card=card,
            is_revealed=is_revealed,
            reveal_form=reveal_form or RevealForm(),
            sections=[(section.title, self._render(section)) for section in sections],
            badges=[badge for section in sections for badge in section.context.get("badges", [])],
            asked=question_texts([gap.slug for gap in card.gaps]),
            now=timezone.now(),
            **self._timeline(),
            **self._rights(card),
        )
        response["Cache-Control"] = "no-store"
        return response

    def _render(self, section: CardSection) -> SafeString:
        """Return a room's part of the card as HTML."""
        context = {**section.context, "section": section, "customer": self.customer}
        return render_to_string(section.template, context, self.request)

    def _timeline(self) -> dict[str, Any]:
        """Return one page of what happened, newest first."""
        number = self.request.GET.get("page", "1")
        page = min(max(int(number), 1), 100) if number.isdecimal() else 1
        entries = timeline(self.customer.pk, page * TIMELINE_PAGE + 1)
        return {
            "timeline": entries[(page - 1) * TIMELINE_PAGE : page * TIMELINE_PAGE],
            "newer_page": page - 1,
            "older_page": page + 1 if len(entries) > page * TIMELINE_PAGE else 0,
        }

    def _rights(self, card: CustomerCard) -> dict[str, Any]:
        """Return what this colleague may do on the card."""
        user = self.request.user
        return {
            "may_correct": user.has_perm("profiles.change_customer"),
            "may_reveal": bool(card.masked_count) and user.has_perm("profiles.see_private"),
            "may_protect": user.has_perm("profiles.add_protection"),
            "may_lift": user.has_perm("profiles.lift_protection"),
        }
