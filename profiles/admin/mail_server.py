"""Mail: who sends, through which server, and whether it works."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView, register_page
from profiles.forms.mail_server import MailServerForm
from profiles.selectors import get_company
from profiles.selectors.mail_server import mail_server
from profiles.services.mail_server import keep_mail_server, send_trial_mail


class MailServerView(OfficeView):
    """Show and keep the mail settings; the button at the end sends one mail to whoever presses it."""

    permission_required = "profiles.change_mailserver"
    template_name = "office/mail_server.html"
    title = _("Outgoing mail")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(str(_("Settings")), None)]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is in use."""
        del request
        return self._show(MailServerForm(server=mail_server()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the settings, or try them."""
        if "try" in request.POST:
            return self._try(request)
        form = MailServerForm(request.POST, server=mail_server())
        if not form.is_valid():
            return self._show(form)
        keep_mail_server(details=form.details(), actor=acting_person(request))
        then = _("The mail settings are saved. Now send yourself a test.")
        self.say(_("Saved.") if settings.IS_TRIAL else then)
        return HttpResponseRedirect(reverse("admin:mail_server"))

    def _try(self, request: HttpRequest) -> HttpResponse:
        tried = (
            None if settings.IS_TRIAL else send_trial_mail(to_address=request.user.get_username())
        )
        return self._show(MailServerForm(server=mail_server()), tried=tried)

    def _show(self, form: MailServerForm, **more: Any) -> HttpResponse:
        server = mail_server()
        return self.page(
            form=form,
            company=get_company(),
            server=server,
            fixed_labels=[form.fields[name].label for name in form.fields if name in server.fixed],
            is_trial=settings.IS_TRIAL,
            is_all_fixed=len(server.fixed) == len(form.fields),
            **more,
        )


register_page("settings/mail/", MailServerView.as_view(), "mail_server")
