"""What the screens about one request have in common."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView
from consents.models import SubjectRequest
from consents.selectors.requests import requests


def list_crumb() -> Crumb:
    """Return the way back to the list."""
    return _("Privacy requests"), reverse("admin:consents_subjectrequest_changelist")


class RequestView(OfficeView):
    """A screen about one request."""

    permission_required: Any = "consents.change_subjectrequest"
    row: SubjectRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 where there is no such request, after the permission was checked."""
        pk = kwargs.pop("pk")
        if self.has_permission():
            found = requests().filter(pk=pk).first()
            if found is None:
                raise Http404
            self.row = found
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here, through the request."""
        return [list_crumb(), (str(self.row), self.own_url)]

    @property
    def own_url(self) -> str:
        """Return the address of the request's page."""
        return reverse("admin:request", args=[self.row.pk])

    def back(self) -> HttpResponseRedirect:
        """Go to the request."""
        return HttpResponseRedirect(self.own_url)


class StepView(RequestView):
    """One step: a form on a page of its own, which says what will happen before it does."""

    template_name = "consents/request_step.html"
    submit_label: Any = ""
    lead: Any = ""
    danger = False
    done: Any = ""

    def make_form(self, data: Any = None) -> forms.BaseForm:
        """Return the form of the step."""
        raise NotImplementedError

    def take(self, form: Any) -> None:
        """Take the step through its service."""
        raise NotImplementedError

    def is_possible(self) -> bool:
        """Say whether the request allows the step now."""
        return self.row.is_open

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask, unless the step is no longer there to take."""
        del request
        if not self.is_possible():
            self.warn(_("Somebody was faster: see where the request stands."))
            return self.back()
        return self._ask(self.make_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the step; what is refused is said in the form, with what was typed still in it."""
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self._ask(form, status=422)
        try:
            self.take(form)
        except DomainError as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._ask(form, status=422)
        self.say(self.done)
        return self.back()

    def context(self) -> dict[str, Any]:
        """Return what the page shows beside the form."""
        return {}

    def _ask(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            row=self.row,
            form=form,
            lead=self.lead,
            danger=self.danger,
            submit_label=self.submit_label,
            cancel_url=self.own_url,
            **self.context(),
        )
