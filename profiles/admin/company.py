"""The company: asked once on the first page, changed later under Settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView, register_page
from profiles.forms.company import CompanyForm, first_answers
from profiles.selectors import find_company
from profiles.services.company import CompanyRefusedError, describe_company


class CompanyView(OfficeView):
    """Ask for, or change, the company's details."""

    permission_required = "profiles.change_company"
    template_name = "office/company.html"

    def has_permission(self) -> bool:
        """Let everybody see the page on the first day: it tells them whom to ask."""
        return super().has_permission() or find_company() is None

    def get_title(self) -> str:
        """Say whether this is the first time."""
        return str(_("Company") if find_company() else _("Welcome: first, your company"))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(str(_("Settings")), None)] if find_company() else []

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, filled with what is known or likely."""
        company = find_company()
        likely = None if company else first_answers(settings.KJENN_BASE_URL, request.user)
        return self._show(CompanyForm(instance=company, initial=likely))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the details."""
        if not super().has_permission():
            return self.handle_no_permission()
        company = find_company()
        form = CompanyForm(request.POST, instance=company)
        if not form.is_valid():
            return self._show(form)
        try:
            describe_company(details=form.details(), actor=acting_person(request))
        except CompanyRefusedError as refusal:
            form.add_error(refusal.field, str(refusal))
            return self._show(form)
        self.say(_("The company’s details are saved."))
        return HttpResponseRedirect(reverse("admin:company" if company else "admin:index"))

    def _show(self, form: forms.ModelForm) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "is_first": find_company() is None,
            "may_answer": super().has_permission(),
            "submit_label": _("Save"),
        }
        return self.page(**context)


register_page("settings/company/", CompanyView.as_view(), "company")
