"""A request's own page, and the one that registers it."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from config.lib.admin import acting_person
from config.lib.list_export import export_links, plain, table_response
from config.lib.office import Crumb, OfficeView, register_page
from consents.admin.request_badges import state_badge, time_left
from consents.admin.request_frame import RequestView, list_crumb
from consents.admin.request_hints import ENDS_MARKETING, hints
from consents.choices import RequestStep
from consents.forms.request import RegisterForm
from consents.selectors.request_history import StepLine, steps_of
from consents.selectors.requests import is_late
from consents.services.request_intake import Asked, register_request
from consents.services.request_steps import RequestError
from profiles.models import Customer
from profiles.selectors import find_company
from profiles.selectors.retired import find_customer
from profiles.services.reading import log_read

_MAY_EXPORT = "consents.export_subjectrequest"


class RequestPage(RequestView):
    """Who asks what until when, what to do, and every step so far."""

    template_name = "consents/request.html"
    permission_required = "consents.view_subjectrequest"

    def get_title(self) -> str:
        """Name the request."""
        return str(self.row) if hasattr(self, "row") else ""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return [list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, and note that it was seen."""
        row, now = self.row, timezone.now()
        if row.customer_id:
            log_read(
                actor=acting_person(request), view="request", subjects=[row.customer_id], now=now
            )
        steps = steps_of(row)
        words, tone = time_left(row, now)
        company = find_company()
        may_change = request.user.has_perm("consents.change_subjectrequest")
        response = self.page(
            row=row,
            badge=state_badge(row),
            time_left=words,
            tone=tone,
            is_late=is_late(row, now),
            may_extend=not row.extended_to and timezone.localdate(now) <= row.due_on,
            may_change=may_change,
            may_object=row.customer is not None and row.right in ENDS_MARKETING,
            is_objected=row.changes.filter(step=RequestStep.OBJECTED).exists(),
            hints=hints(row) if row.is_open and may_change else [],
            steps=steps,
            export_links=export_links("admin:request_steps", request, row.pk)
            if request.user.has_perm(_MAY_EXPORT)
            else [],
            currency=company.currency if company else "",
        )
        response["Cache-Control"] = "no-store"
        return response


class StepsFileView(RequestView):
    """The steps of a request as a file: what was done by whom, for whoever asks for proof."""

    permission_required = ("consents.view_subjectrequest", _MAY_EXPORT)

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row a step, the newest first, and note whose request it is."""
        row = self.row
        headings = [_("When"), pgettext("request", "Step"), _("What changed"), _("By")]
        response = table_response(f"request-{row.pk}", form, headings, map(_cells, steps_of(row)))
        if row.customer_id:
            log_read(
                actor=acting_person(request),
                view="request",
                subjects=[row.customer_id],
                reference=form.upper(),
                now=timezone.now(),
            )
        return response


def _cells(step: StepLine) -> list[str]:
    changes = [f"{what}: {before} → {after}" for what, before, after in step.changes]
    said = "; ".join(filter(None, [*changes, step.note]))
    return [plain(step.at), step.title, said, step.who]


class RegisterView(OfficeView):
    """Write a request down as it came in; from a customer card the customer is known already."""

    template_name = "office/form.html"
    permission_required = "consents.add_subjectrequest"
    title = gettext_lazy("Register a request")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return [list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what came in."""
        customer = self._customer(request)
        initial = {"received_on": timezone.localdate(), "form_key": uuid4()}
        return self._ask(RegisterForm(initial=initial, is_customer=customer is not None), customer)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Register it, once per form that was shown."""
        customer = self._customer(request)
        form = RegisterForm(request.POST, is_customer=customer is not None)
        if not form.is_valid():
            return self._ask(form, customer, status=422)
        values = dict(form.cleaned_data)
        key = values.pop("form_key")
        try:
            row = register_request(
                asked=Asked(customer=customer, **values),
                form_key=key,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except RequestError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self._ask(form, customer, status=422)
        self.say(_("Registered. The answer is due by the day below."))
        return HttpResponseRedirect(reverse("admin:request", args=[row.pk]))

    def _customer(self, request: HttpRequest) -> Customer | None:
        uid = request.GET.get("customer", "")
        if not uid:
            return None
        try:
            found = find_customer(UUID(uid))
        except ValueError:
            raise Http404 from None
        if found is None or not request.user.has_perm("profiles.view_customer"):
            raise Http404
        return found

    def _ask(
        self, form: RegisterForm, customer: Customer | None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {"lead": "", "cancel_url": list_crumb()[1]}
        if customer is not None:
            context["lead"] = _("Write down what %(name)s asks for.") % {
                "name": customer.display_name
            }
            context["cancel_url"] = reverse("admin:profiles_customer_change", args=[customer.pk])
        return self.page(status=status, form=form, submit_label=_("Register"), **context)


register_page("requests/register/", RegisterView.as_view(), "request_register")
register_page("requests/<int:pk>/steps/<slug:form>/", StepsFileView.as_view(), "request_steps")
register_page("requests/<int:pk>/", RequestPage.as_view(), "request")
