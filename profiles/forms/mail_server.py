"""What is asked about the mail server; what the environment says cannot be typed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.choices import MailSecurity
from profiles.selectors.mail_server import MailServerInUse
from profiles.services.mail_server import MailServerDetails


class MailServerForm(forms.Form):
    """The server that mails are handed over to."""

    host = forms.CharField(
        label=_("Server"), max_length=253, help_text=_("For example smtp.example.com.")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)
    security = forms.ChoiceField(label=_("Encryption"), choices=MailSecurity.choices)
    username = forms.CharField(
        label=_("User name"),
        max_length=320,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty where the server asks for none."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, server: MailServerInUse) -> None:
        known = {name: getattr(server, name) for name in ("host", "port", "security", "username")}
        super().__init__(data)
        self.initial = known
        self._server = server
        self.fields["password"].help_text = _password_help(server)
        for name in server.fixed:
            self.fields[name].disabled = True
            self.fields[name].required = False
            self.fields[name].help_text = _("Set by the environment of this installation.")

    def details(self) -> MailServerDetails:
        """Return the answers as the service takes them; no user name needs no password."""
        said = self.cleaned_data
        password = said["password"] or (None if said["username"] else "")
        return MailServerDetails(
            host=said["host"],
            port=said["port"],
            username=said["username"],
            security=said["security"],
            password=None if "password" in self._server.fixed else password,
        )


def _password_help(server: MailServerInUse) -> Any:
    if server.is_password_lost:
        return _("The key of this installation has changed: type the password once more.")
    if server.password:
        return _("One is kept, encrypted. Leave this empty to keep it.")
    return _("It is kept encrypted.")
