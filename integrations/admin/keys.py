"""API keys: which there are, a new one shown once, and revoking one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.list_export import export_links, plain, table_response
from config.lib.office import OfficeView
from integrations.forms.key import KeyForm
from integrations.models import ApiKey
from integrations.selectors import key_lines
from integrations.services.keys import KeyRefusedError, create_api_key, revoke_api_key


class KeyPage(OfficeView):
    """A screen below the list of keys."""

    def get_breadcrumbs(self) -> list[tuple[str, str | None]]:
        """Return the way here."""
        return [(str(_("API keys")), reverse("admin:api_keys"))]


class KeyListView(OfficeView):
    """Every key, with what it may do and when it was used last; never the key itself."""

    template_name = "integrations/keys.html"
    permission_required = "integrations.view_apikey"
    title = _("API keys")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the keys."""
        return self.page(
            lines=key_lines(timezone.now()),
            may_add=request.user.has_perm("integrations.add_apikey"),
            may_revoke=request.user.has_perm("integrations.change_apikey"),
            export_links=export_links("admin:api_keys_export", request),
        )


class KeyListFileView(OfficeView):
    """The keys as a file; never the key itself."""

    permission_required = "integrations.view_apikey"

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return every key with what it may do and when it was used last."""
        del request
        headings = [
            _("Program"),
            _("State"),
            _("Source"),
            _("What for"),
            _("What it may do"),
            _("Last used"),
            _("Runs out"),
        ]
        rows = [
            [
                line.key.name,
                line.state,
                str(line.key.source),
                line.purposes,
                ", ".join(line.scopes),
                plain(line.last_used_at),
                plain(line.key.expires_at),
            ]
            for line in key_lines(timezone.now())
        ]
        return table_response("api-keys", form, [str(heading) for heading in headings], rows)


class NewKeyView(KeyPage):
    """Ask what a key is for, make it, and show it this once."""

    template_name = "integrations/key_new.html"
    permission_required = "integrations.add_apikey"
    title = _("New API key")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        del request
        return self._show(KeyForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make the key; the same form sent twice makes one, and its text is not shown again."""
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        said = form.cleaned_data
        try:
            made = create_api_key(
                name=said["name"],
                source=said["source"].slug,
                purposes=said["purposes"],
                scopes=said["scopes"],
                days=said["days"],
                actor=acting_person(request),
                now=timezone.now(),
                uid=said["uid"],
            )
        except KeyRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
            return self._show(form, status=422)
        return self.page(template="integrations/key_made.html", made=made)

    def _show(self, form: KeyForm, *, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            form=form,
            has_sources=form.fields["source"].queryset.exists(),  # type: ignore[attr-defined]
            submit_label=_("Make the key"),
            cancel_url=reverse("admin:api_keys"),
        )


class RevokeKeyView(KeyPage):
    """Ask once, then let a key in no more."""

    template_name = "office/confirm.html"
    permission_required = "integrations.change_apikey"
    title = _("Revoke an API key")

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Ask."""
        del request
        key = get_object_or_404(ApiKey, pk=uid)
        if key.revoked_at is not None:
            return self._back(key, _("“%(name)s” was revoked already."))
        return self.page(
            question=_("Revoke “%(name)s”, which begins with %(prefix)s?")
            % {"name": key.name, "prefix": key.prefix},
            points=[
                _("The program that holds it is refused from its next call on."),
                _("This cannot be taken back: the program then needs a new key."),
            ],
            confirm_label=_("Revoke the key"),
            cancel_url=reverse("admin:api_keys"),
            danger=True,
        )

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Revoke, and go back to the list."""
        key = get_object_or_404(ApiKey, pk=uid)
        is_new = revoke_api_key(key=key, actor=acting_person(request), now=timezone.now())
        done = _("Revoked: “%(name)s” opens nothing any more.")
        return self._back(key, done if is_new else _("“%(name)s” was revoked already."))

    def _back(self, key: ApiKey, text: Any) -> HttpResponse:
        self.say(text % {"name": key.name})
        return HttpResponseRedirect(reverse("admin:api_keys"))
