"""One's own account: the name, the language, and the way to a new password."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.lib.office import OfficeView, register_page
from profiles.models import Steward
from profiles.services.colleagues import change_own_account


class AccountForm(forms.Form):
    """What people may change about their own account."""

    first_name = forms.CharField(
        label=_("Given name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Family name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Your name stands beside what you do: in histories and in the read log."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The back office is shown to you in this language."),
    )


class AccountView(OfficeView):
    """Let people say what they are called, and in which language they read."""

    title = _("Your account")
    template_name = "office/account.html"

    def has_permission(self) -> bool:
        """Let everybody in who is signed in."""
        return True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the present choice."""
        person = request.user
        known = {"language": translation.get_language()}
        if isinstance(person, Steward):
            known |= {"first_name": person.first_name, "last_name": person.last_name}
        return self._show(AccountForm(initial=known))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the choice, and answer in it."""
        form = AccountForm(request.POST)
        if not form.is_valid() or not isinstance(request.user, Steward):
            return self._show(form)
        said = form.cleaned_data
        change_own_account(
            steward=request.user,
            name=(said["first_name"], said["last_name"]),
            language=said["language"],
        )
        with translation.override(said["language"]):
            self.say(_("Your account is saved."))
        return HttpResponseRedirect(reverse("admin:account"))

    def _show(self, form: forms.Form) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "submit_label": _("Save")}
        return self.page(**context)


register_page("account/", AccountView.as_view(), "account")
