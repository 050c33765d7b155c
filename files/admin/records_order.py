"""Order customers' records: choose whom and for what, then which facts go along. The opt-outs always do."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from consents.selectors import find_purpose
from files.admin.addresses import export_url
from files.admin.export_list import export_crumbs
from files.forms.export_order import OrderForm, RecordsForm
from files.services.record_orders import order_records
from files.tasks import write_export
from files.waking import wake


class RecordsOrderView(OfficeView):
    """Two steps on one address: the first is a question (GET), the second the order (POST)."""

    template_name = "files/records.html"
    permission_required = "files.export_records"
    title = _("Export customers’ records")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return export_crumbs()

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask whom and for what; once that is said, ask what goes along."""
        whom = RecordsForm(request.GET if request.GET.get("purpose") else None)
        if whom.is_bound and whom.is_valid():
            return self._show(whom, OrderForm(purpose=whom.cleaned_data["purpose"]))
        return self.page(form=whom, cancel_url=reverse("admin:files_exportrun_changelist"))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Order the file, and follow it."""
        whom = RecordsForm(request.GET)
        if not whom.is_valid():
            return HttpResponseRedirect(reverse("admin:files_records_add"))
        form = OrderForm(request.POST, purpose=whom.cleaned_data["purpose"])
        if not form.is_valid():
            return self._show(whom, form, status=422)
        try:
            run = order_records(
                **whom.cleaned_data,
                **form.cleaned_data,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(whom, form, status=422)
        wake(write_export, run_id=str(run.pk))
        return HttpResponseRedirect(export_url(run))

    def _show(self, whom: RecordsForm, form: OrderForm, status: int = 200) -> HttpResponse:
        said: dict[str, Any] = whom.cleaned_data
        purpose = find_purpose(said["purpose"])
        return self.page(
            template="files/records_order.html",
            status=status,
            segment=said["segment"],
            purpose=purpose.label if purpose else said["purpose"],
            form=form,
            change_url=reverse("admin:files_records_add"),
        )


register_page("exports/records/", RecordsOrderView.as_view(), "files_records_add")
