"""One's own account: the language, and the way to a new password."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.lib.office import OfficeView, register_page
from profiles.models import Steward
from profiles.services.colleagues import set_own_language


class AccountForm(forms.Form):
    """What people may change about their own account."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The back office is shown to you in this language."),
    )


class AccountView(OfficeView):
    """Let people choose their own language."""

    title = _("Your account")
    template_name = "office/account.html"

    def has_permission(self) -> bool:
        """Let everybody in who is signed in."""
        return True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the present choice."""
        del request
        return self._show(AccountForm(initial={"language": translation.get_language()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the choice, and answer in it."""
        form = AccountForm(request.POST)
        if not form.is_valid() or not isinstance(request.user, Steward):
            return self._show(form)
        language = form.cleaned_data["language"]
        set_own_language(steward=request.user, language=language)
        with translation.override(language):
            self.say(_("Your language is changed."))
        return HttpResponseRedirect(reverse("admin:account"))

    def _show(self, form: forms.Form) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "submit_label": _("Save")}
        return self.page(**context)


register_page("account/", AccountView.as_view(), "account")
