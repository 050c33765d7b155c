"""Order customers' records: choose whom and for what, then which facts go along. The opt-outs always do."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.narrowing import cleaned, in_words
from config.lib.office import Crumb, OfficeView, register_page
from consents.selectors import find_purpose
from files.admin.addresses import export_url
from files.admin.export_list import export_crumbs
from files.forms.export_order import OrderForm, RecordsForm
from files.services.list_orders import about_how_many, check_narrowing
from files.services.lists import CUSTOMERS
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
        said = self._said(request)
        whom = RecordsForm(
            request.GET if request.GET.get("purpose") else None,
            initial={"segment": request.GET.get("segment")},
            of_list=bool(said),
        )
        if whom.is_bound and whom.is_valid() and self._fits(whom, said):
            return self._show(whom, said, OrderForm(purpose=whom.cleaned_data["purpose"]))
        return self.page(
            form=whom,
            kept=said.items(),
            narrowed_by=in_words(CUSTOMERS.narrowings, said),
            count=_count(said),
            cancel_url=reverse("admin:files_exportrun_changelist"),
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Order the file, and follow it."""
        said = self._said(request)
        whom = RecordsForm(request.GET, of_list=bool(said))
        if not whom.is_valid():
            return HttpResponseRedirect(reverse("admin:files_records_add"))
        form = OrderForm(request.POST, purpose=whom.cleaned_data["purpose"])
        if not form.is_valid():
            return self._show(whom, said, form, status=422)
        try:
            run = order_records(
                **{"segment": None, **whom.cleaned_data},
                narrowed_by=said,
                **form.cleaned_data,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(whom, said, form, status=422)
        wake(write_export, run_id=str(run.pk))
        return HttpResponseRedirect(export_url(run))

    @staticmethod
    def _said(request: HttpRequest) -> dict[str, str]:
        """Return what the list of customers was narrowed by, where one came from there."""
        return cleaned(CUSTOMERS.narrowings, request.GET.dict())

    @staticmethod
    def _fits(whom: RecordsForm, said: dict[str, str]) -> bool:
        """Check law 4 before anything else is asked."""
        try:
            check_narrowing(CUSTOMERS, said, whom.cleaned_data["purpose"])
        except DomainError as refusal:
            whom.add_error("purpose", str(refusal))
            return False
        return True

    def _show(
        self, whom: RecordsForm, said: dict[str, str], form: OrderForm, status: int = 200
    ) -> HttpResponse:
        slug = whom.cleaned_data["purpose"]
        purpose = find_purpose(slug)
        return self.page(
            template="files/records_order.html",
            status=status,
            segment=whom.cleaned_data.get("segment"),
            narrowed_by=in_words(CUSTOMERS.narrowings, said),
            count=_count(said),
            purpose=purpose.label if purpose else slug,
            form=form,
            change_url=f"{reverse('admin:files_records_add')}?{urlencode(said)}",
        )


def _count(said: dict[str, str]) -> tuple[int, bool] | None:
    """Return about how many customers the list shows, where it says who they are."""
    return about_how_many(CUSTOMERS.shown(said, timezone.now())) if said else None


register_page("exports/records/", RecordsOrderView.as_view(), "files_records_add")
