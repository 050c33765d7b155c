"""Order the rows of a list as they are searched and filtered: for what, as what, and to whom."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.narrowing import cleaned, in_words
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import export_url, list_url
from files.admin.export_list import export_crumbs
from files.forms.export_order import ListForm
from files.services.list_orders import order_list, rows_of
from files.services.lists import LISTS, PeopleList
from files.tasks import write_export
from files.waking import wake


class ListOrderView(OfficeView):
    """The address carries what the list is narrowed by; the order is a POST to it."""

    template_name = "files/list_order.html"
    title = _("Export a list")
    shown: PeopleList

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know the list."""
        found = LISTS.get(kwargs["code"])
        if found is None:
            raise Http404
        self.shown = found
        return super().dispatch(request, *args, **kwargs)

    def get_permission_required(self) -> tuple[str, ...]:
        """Ask for the list's own permission beside that of exporting lists."""
        return ("files.export_list", *self.shown.permissions)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the exports."""
        return export_crumbs()

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask for what and to whom."""
        del code
        return self._show(self._said(request), self._form())

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Order the file, and follow it."""
        said = self._said(request)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(said, form, status=422)
        try:
            run = order_list(
                list_code=code,
                narrowed_by=said,
                **form.cleaned_data,
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(said, form, status=422)
        wake(write_export, run_id=str(run.pk))
        return HttpResponseRedirect(export_url(run))

    def _form(self, *given: Any) -> ListForm:
        return ListForm(*given, kind=self.shown.purpose_kind)

    def _said(self, request: HttpRequest) -> dict[str, str]:
        said = cleaned(self.shown.narrowings, request.GET.dict())
        if self.shown.needs and self.shown.needs not in said:
            raise Http404
        return said

    def _show(self, said: dict[str, str], form: ListForm, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            list_title=self.shown.title,
            narrowed_by=in_words(self.shown.narrowings, said),
            count=rows_of(self.shown, said, timezone.now()),
            form=form,
            change_url=list_url(self.shown.code, said),
        )


register_page("exports/list/<slug:code>/", ListOrderView.as_view(), "files_list_add")
