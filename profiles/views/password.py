"""A new password: asked for by address, set on a personal link. Both pages work without being signed in."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from config.lib.network import network_of
from profiles.models import Steward
from profiles.selectors import find_company
from profiles.selectors.sign_in_links import is_link_open, link_tokens
from profiles.services.colleagues import ColleagueRefusedError
from profiles.services.invitations import (
    NEW_PASSWORD_HOURS,
    ask_new_password,
    set_password_by_link,
)
from profiles.tasks import answer_password_requests

_SIGN_IN_BY = "django.contrib.auth.backends.ModelBackend"


class AddressForm(forms.Form):
    """Whose password it is about."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordView(FormView):
    """Take an address, and say the same whether anybody signs in with it or not."""

    template_name = "office/new_password.html"
    form_class = AddressForm

    def form_valid(self, form: AddressForm) -> HttpResponse:
        """Note the wish: the worker finds out whose it is, so that not even the time taken tells."""
        ask_new_password(
            address=form.cleaned_data["email"],
            network=network_of(self.request),
            now=timezone.now(),
        )
        transaction.on_commit(
            lambda: answer_password_requests.apply_async(retry=False), robust=True
        )
        return HttpResponseRedirect(f"{reverse('new_password')}?asked=1")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it was asked, and how long a link works."""
        return super().get_context_data(
            is_asked=bool(self.request.GET.get("asked")),
            hours=NEW_PASSWORD_HOURS,
            company=find_company(),
            **kwargs,
        )


class SetPasswordView(PasswordResetConfirmView):
    """Let whoever holds the link choose a password, and sign them in; the address is then free of the token."""

    template_name = "office/set_password.html"
    token_generator = link_tokens
    success_url = reverse_lazy("admin:index")

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Answer in the colleague's own language, and in nobody's cache."""
        person = self.get_user(kwargs["uidb64"])
        language = person.language if isinstance(person, Steward) else ""
        with translation.override(language or translation.get_language()):
            response = super().dispatch(*args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_user(self, uidb64: str) -> Any:
        """Return the colleague, unless their link has run out."""
        person = super().get_user(uidb64)
        if isinstance(person, Steward) and is_link_open(person, timezone.now()):
            return person
        return None

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Set the password, and sign in."""
        try:
            person = set_password_by_link(
                steward=self.user,
                token=self._kept_token(),
                password=form.cleaned_data["new_password1"],
                now=timezone.now(),
            )
        except ColleagueRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
            return self.form_invalid(form)
        request: HttpRequest = self.request
        request.session.pop("_password_reset_token", None)
        login(request, person, _SIGN_IN_BY)
        return HttpResponseRedirect(str(self.success_url))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose password it is, and whether they come for the first time."""
        person = self.user if self.validlink else None
        return super().get_context_data(
            person=person, is_first=bool(person and person.is_invited), **kwargs
        )

    def _kept_token(self) -> str:
        return str(self.request.session.get("_password_reset_token", ""))
