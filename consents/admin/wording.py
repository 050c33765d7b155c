"""Consent texts: what people were shown, word for word, and how a new version is published."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.list_export import export_links, plain, table_response
from config.lib.office import Crumb, OfficeView, register_page
from consents.choices import PurposeKind
from consents.forms.wording import WordingForm
from consents.models import Purpose
from consents.selectors.wordings import texts_in_use, versions
from consents.services.purposes import publish_wordings


class _PurposeView(OfficeView):
    """A screen about the texts of one purpose."""

    permission_required = "consents.view_wording"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the purpose."""
        found = Purpose.objects.filter(slug=kwargs.pop("slug")).first()
        if found is None:
            raise Http404
        self._purpose = found
        return super().dispatch(request, *args, **kwargs)

    def _list_crumb(self) -> Crumb:
        return _("Purposes"), reverse("admin:consents_purpose_changelist")


class ConsentTextsView(_PurposeView):
    """Every version in every language, the ones in use first."""

    template_name = "consents/texts.html"

    def get_title(self) -> str:
        """Name the purpose."""
        return _("Consent texts: %(purpose)s") % {"purpose": self._purpose.label}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the purposes."""
        return [self._list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the texts."""
        return self.page(
            purpose=self._purpose,
            versions=versions(self._purpose),
            export_links=export_links("admin:consent_texts_export", request, self._purpose.slug),
            may_publish=request.user.has_perm("consents.add_wording"),
        )


class ConsentTextsFileView(_PurposeView):
    """Every version in every language as a file: what people were shown, word for word."""

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row a version, the newest of each language first."""
        del request
        names = (_("language"), _("version"), _("text"), _("in use"), _("Saved"))
        rows = [
            [entry.language, row.version, row.text, plain(row.is_current), plain(row.created_at)]
            for entry in versions(self._purpose)
            for row in entry.versions
        ]
        return table_response(f"{self._purpose.slug}-texts", form, list(map(capfirst, names)), rows)


class PublishTextsView(_PurposeView):
    """Write new versions; the old ones stay as they were shown."""

    template_name = "consents/publish.html"
    permission_required = "consents.add_wording"

    def get_title(self) -> str:
        """Name the purpose."""
        return _("New consent texts: %(purpose)s") % {"purpose": self._purpose.label}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the texts."""
        return [self._list_crumb(), (self._purpose.label, self._texts_url())]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form with the texts in use in it."""
        del request
        texts, channels = texts_in_use(self._purpose)
        return self._show(self._form(initial={**texts, "channels": channels}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Publish what differs."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            fresh = publish_wordings(
                purpose=self._purpose,
                texts=form.texts,
                channels=form.cleaned_data.get("channels", []),
                actor=acting_person(request),
            )
        except DomainError as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(form, status=422)
        count = len(fresh)
        said = ngettext("%(count)s new text is in use.", "%(count)s new texts are in use.", count)
        self.say(said % {"count": count} if count else _("Nothing was changed."))
        return HttpResponseRedirect(self._texts_url())

    def _form(self, data: Any = None, **kwargs: Any) -> WordingForm:
        is_contact = self._purpose.kind == PurposeKind.CONTACT
        return WordingForm(data, is_contact=is_contact, **kwargs)

    def _show(self, form: WordingForm, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            form=form,
            purpose=self._purpose,
            submit_label=_("Publish"),
            cancel_url=self._texts_url(),
        )

    def _texts_url(self) -> str:
        return reverse("admin:consent_texts", args=[self._purpose.slug])


register_page(
    "consent-texts/<slug:slug>/export/<slug:form>/",
    ConsentTextsFileView.as_view(),
    "consent_texts_export",
)
register_page("consent-texts/<slug:slug>/", ConsentTextsView.as_view(), "consent_texts")
register_page("consent-texts/<slug:slug>/new/", PublishTextsView.as_view(), "publish_texts")
