"""Purposes: what data may be used for, on which basis, and in which words consent is asked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from config.lib.admin import acting_person
from config.lib.labelled_inline import LabelledInline
from config.lib.languages_field import LanguagesField
from config.lib.list_export import ExportableList
from consents.models import Purpose, PurposeBasis
from consents.services.purposes import PURPOSE_FIELDS, keep_purpose
from profiles.admin.badges import badge


class PurposeForm(forms.ModelForm):
    """What can be changed about a purpose."""

    office_labels = LanguagesField(
        label=_("Name for colleagues"),
        required=False,
        help_text=_("What it is called here in the back office."),
    )
    labels = LanguagesField(
        label=_("Name for customers"),
        required=False,
        help_text=_("What customers read on their own pages, such as “Choosing offers for you”."),
    )
    descriptions = LanguagesField(label=_("Explanation"), required=False, is_long=True)

    class Meta:
        model = Purpose
        fields = ("office_labels", "labels", "descriptions", "is_active")


class BasisForm(forms.ModelForm):
    """A lawful basis; its note is read and written in the reader's language."""

    note = forms.CharField(
        label=_("note"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "aria-label": _("note")}),
    )

    class Meta:
        model = PurposeBasis
        fields = ("channel", "country", "basis", "law")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].initial = self.instance.note

    def save(self, commit: bool = True) -> PurposeBasis:
        """Keep the note; one that was changed replaces what other languages said before."""
        if "note" in self.changed_data:
            self.instance.notes = {(get_language() or "en"): self.cleaned_data["note"]}
        basis: PurposeBasis = super().save(commit)
        return basis


class BasisInline(LabelledInline):
    """The lawful bases, by channel and country."""

    model = PurposeBasis
    form = BasisForm
    extra = 0
    fields = ("channel", "country", "basis", "law", "note")
    ordering = ("channel", "country", "pk")
    verbose_name_plural = _("Lawful bases")

    @display(description=_("note"))
    def note(self, basis: PurposeBasis) -> str:
        """Return the note for those who may only read it."""
        return basis.note


@admin.register(Purpose)
class PurposeAdmin(ExportableList):
    """The purposes, each below the one above it."""

    is_open = True
    form = PurposeForm
    inlines = (BasisInline,)
    list_display = ("name", "kind", "above", "marketing", "texts", "is_active")
    list_select_related = ("parent",)
    ordering = ("position", "pk")
    fieldsets = (
        (None, {"fields": ("kept", "office_labels", "labels", "descriptions", "is_active")}),
    )
    readonly_fields = ("kept",)

    class Media:
        css = {"all": ("profiles/profiles.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a purpose needs its place among the others, which ships with it."""
        del request
        return False

    def save_by_service(
        self, request: HttpRequest, form: BaseModelForm, *, change: bool
    ) -> Purpose:
        """Change the purpose."""
        del change
        return keep_purpose(
            purpose=form.instance,
            values={name: form.cleaned_data[name] for name in PURPOSE_FIELDS},
            actor=acting_person(request),
        )

    @display(description=_("name"))
    def name(self, purpose: Purpose) -> str:
        """Return the name in the reader's language."""
        return purpose.label

    @display(description=_("part of"))
    def above(self, purpose: Purpose) -> str:
        """Return the purpose above: a no to it is a no to this one."""
        return purpose.parent.label if purpose.parent else ""

    @display(description=_("marketing"))
    def marketing(self, purpose: Purpose) -> str:
        """Return whether it is marketing, which is neither good nor bad."""
        return badge(_("Marketing")) if purpose.is_marketing else ""

    @display(description=_("consent texts"))
    def texts(self, purpose: Purpose) -> SafeString:
        """Return the way to the texts."""
        address = reverse("admin:consent_texts", args=[purpose.slug])
        return format_html('<a class="k-link" href="{}">{}</a>', address, _("Read the texts"))

    @display(description=_("Kind of purpose"))
    def kept(self, purpose: Purpose) -> str:
        """Return what does not change about a purpose, in one line."""
        parts = [
            purpose.get_kind_display(),
            _("Marketing") if purpose.is_marketing else "",
            purpose.slug,
        ]
        return " · ".join(str(part) for part in parts if part)
