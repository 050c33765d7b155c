"""Bringing a file: the file, what it comes from, what its rows are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.sorting import alphabetical
from files.choices import FileKind
from profiles.choices import SourceKind
from profiles.models import Currency, Source

NEW = "new"
# Kinds that a file can come from; surveys, colleagues and the API have their own ways in.
_KINDS = (
    SourceKind.CRM,
    SourceKind.SHOP,
    SourceKind.NEWSLETTER,
    SourceKind.SPREADSHEET,
    SourceKind.REGISTER,
)
_NOT_FROM_FILES = (SourceKind.STEWARD, SourceKind.SURVEY, SourceKind.API)


class UploadForm(forms.Form):
    """A file and where it comes from; a new source is made on the way."""

    file = forms.FileField(label=_("File"))
    kind = forms.ChoiceField(
        label=_("Its rows are"),
        choices=[
            (FileKind.CUSTOMERS, _("Customers: a row is a person or an organisation")),
            (FileKind.EVENTS, _("Activities: a row is a purchase, a visit, an enquiry …")),
        ],
        initial=FileKind.CUSTOMERS,
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label=_("Where it comes from"),
        help_text=_(
            "The system that wrote the file. Its ids are kept apart from those of other systems."
        ),
    )
    source_name = forms.CharField(label=_("Name of the new source"), max_length=120, required=False)
    source_kind = forms.ChoiceField(
        label=_("What sort of system it is"),
        choices=[(kind.value, kind.label) for kind in _KINDS],
        required=False,
    )
    currency = forms.ChoiceField(
        label=_("Currency of amounts that name none"),
        choices=[("", _("The company’s own")), *Currency.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Source.objects.filter(is_active=True).exclude(kind__in=_NOT_FROM_FILES)
        named = sorted(known, key=lambda source: alphabetical(source.label))
        choices: list[tuple[str, Any]] = [(source.slug, source.label) for source in named]
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [("", _("Choose …")), *choices, (NEW, _("A new source …"))]

    @property
    def makes_source(self) -> bool:
        """Say whether a new source is wanted."""
        return bool(self.cleaned_data.get("source") == NEW)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the name where a source is new."""
        cleaned = super().clean()
        if cleaned and cleaned.get("source") == NEW and not cleaned.get("source_name", "").strip():
            self.add_error("source_name", _("Give the new source a name, such as the system’s."))
        return cleaned
