"""Order an audience: choose whom and for what, then what goes along."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView, register_page
from consents.selectors import find_purpose
from files.admin.addresses import export_url
from files.admin.export_list import channel_label, export_crumbs
from files.forms.export_order import EVERYBODY, AudienceForm, OrderForm
from files.selectors.audience import stored_reach
from files.services.export_orders import check_allowed, order_export
from files.tasks import write_export
from files.waking import wake
from segments.models import Segment


class ExportOrderView(OfficeView):
    """Two steps on one address: the first is a question (GET), the second the order (POST)."""

    template_name = "files/export_audience.html"
    permission_required = "files.export_audience"
    title = _("Export an audience")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return export_crumbs()

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask whom and for what; once that is said, ask what goes along."""
        audience = self._audience(request)
        if audience.is_bound and audience.is_valid() and self._fits(audience):
            return self._show_order(audience, OrderForm(purpose=self._purpose(audience)))
        return self.page(
            form=audience,
            kept=[(EVERYBODY, "1")] if _is_everybody(request) else [],
            cancel_url=reverse("admin:files_exportrun_changelist"),
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Order the export, and follow it."""
        audience = AudienceForm(request.GET, of_everybody=_is_everybody(request))
        if not audience.is_valid():
            return HttpResponseRedirect(reverse("admin:files_exportrun_add"))
        form = OrderForm(request.POST, purpose=self._purpose(audience))
        if not form.is_valid():
            return self._show_order(audience, form, status=422)
        try:
            run = order_export(
                **_whom(audience),
                **form.cleaned_data,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._show_order(audience, form, status=422)
        wake(write_export, run_id=str(run.pk))
        return HttpResponseRedirect(export_url(run))

    @staticmethod
    def _audience(request: HttpRequest) -> AudienceForm:
        """Return the first question, answered as far as the address answers it."""
        said, of_everybody = request.GET, _is_everybody(request)
        if "purpose" in said:
            return AudienceForm(said, of_everybody=of_everybody)
        segment = Segment.objects.filter(slug=said.get("segment", "")).first()
        purpose = find_purpose(segment.purpose_id) if segment else None
        start: dict[str, Any] = {"segment": said.get("segment"), "channel": said.get("channel")}
        if purpose and purpose.kind == "contact":
            start["purpose"] = purpose.slug
        return AudienceForm(initial=start, of_everybody=of_everybody)

    @staticmethod
    def _purpose(audience: AudienceForm) -> str:
        return str(audience.cleaned_data["purpose"])

    @staticmethod
    def _fits(audience: AudienceForm) -> bool:
        """Check law 4 before anything else is asked."""
        try:
            check_allowed(**_whom(audience), slugs=[])
        except DomainError as refusal:
            audience.add_error("purpose", str(refusal))
            return False
        return True

    def _show_order(
        self, audience: AudienceForm, form: OrderForm, status: int = 200
    ) -> HttpResponse:
        said = _whom(audience)
        segment = said["segment"]
        whose = {"segment": segment.slug} if segment else {EVERYBODY: "1"}
        purpose = find_purpose(said["purpose"])
        return self.page(
            template="files/export_order.html",
            status=status,
            segment=segment,
            purpose=purpose.label if purpose else said["purpose"],
            channel=channel_label(said["channel"]),
            reach=stored_reach(segment, said["purpose"], said["channel"]),
            form=form,
            change_url=f"?{urlencode({**whose, 'channel': said['channel']})}",
        )


def _is_everybody(request: HttpRequest) -> bool:
    """Say whether the address asks for everybody, in so many words."""
    return request.GET.get(EVERYBODY) == "1"


def _whom(audience: AudienceForm) -> dict[str, Any]:
    """Return segment, purpose and channel; no segment is everybody."""
    return {"segment": None, **audience.cleaned_data}


register_page("exports/new/", ExportOrderView.as_view(), "files_exportrun_add")
