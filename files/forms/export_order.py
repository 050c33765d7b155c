"""Ordering an audience: first whom and for what, then what goes along and to whom."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.sorting import Alphabetical
from consents.choices import Channel, PurposeKind
from consents.selectors import purposes, readable_slugs
from files.choices import ExportFormat
from profiles.choices import Family
from profiles.models import Attribute
from segments.models import Segment

# How an address says that the audience is everybody, and no segment's: never by leaving the segment out.
EVERYBODY = "everybody"


class AudienceForm(forms.Form):
    """Whom, for what and how: what decides who may be contacted and which facts may go along."""

    segment = forms.ModelChoiceField(
        label=_("Segment"),
        queryset=Segment.objects.filter(is_active=True).order_by(Alphabetical("name")),
        to_field_name="slug",
        empty_label=_("Choose …"),
    )
    purpose = forms.ChoiceField(
        label=_("What they are contacted for"),
        help_text=_("It decides who may be contacted, and which facts may go along."),
    )
    channel = forms.ChoiceField(label=_("How they are contacted"), choices=Channel.choices)

    def __init__(self, *args: Any, of_everybody: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_everybody:
            del self.fields["segment"]
        contact = purposes(PurposeKind.CONTACT)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose …")),
            *((purpose.slug, purpose.label) for purpose in contact),
        ]


class PurposeForm(forms.Form):
    """Asks for a purpose, of any kind where none is given."""

    purpose = forms.ChoiceField(label=_("What they are used for"))

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose …")),
            *((purpose.slug, purpose.label) for purpose in purposes(kind)),
        ]


class RecordsForm(PurposeForm):
    """Whose records, and for what: it decides which facts may go along.

    Where the list of customers says whose, no segment is asked for.
    """

    segment = forms.ModelChoiceField(
        label=_("Customers"),
        queryset=Segment.objects.filter(is_active=True).order_by(Alphabetical("name")),
        to_field_name="slug",
        required=False,
        empty_label=_("All customers"),
    )
    purpose = forms.ChoiceField(
        label=_("What they are used for"), help_text=_("It decides which facts may go along.")
    )

    def __init__(self, *args: Any, of_list: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_list:
            del self.fields["segment"]


class FileForm(forms.Form):
    """As what a file is written, and who receives it."""

    recipient = forms.CharField(
        label=_("Who receives the file"),
        max_length=200,
        help_text=_(
            "For example the printer’s or the agency’s name. It is kept, so that everybody can be told who has "
            "received their data."
        ),
    )
    file_format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (
                ExportFormat.CSV,
                _("CSV: UTF-8 with semicolons, opens in Excel and reads into other systems"),
            ),
            (ExportFormat.XLSX, _("Excel workbook")),
        ],
        initial=ExportFormat.CSV,
        widget=forms.RadioSelect,
    )


class ListForm(PurposeForm, FileForm):
    """What the rows of a list are used for, as what they leave, and who receives them."""

    purpose = forms.ChoiceField(
        label=_("What they are used for"),
        help_text=_("It decides whether names and contact details go along, and which answers."),
    )


class OrderForm(FileForm):
    """What goes along, as what, and to whom."""

    slugs = forms.MultipleChoiceField(
        label=_("Facts that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = Attribute.objects.filter(slug__in=readable_slugs(purpose), is_enabled=True)
        shelves = groupby(
            sorted(facts, key=lambda fact: (Family.values.index(fact.family), fact.position)),
            key=lambda fact: fact.family,
        )
        self.fields["slugs"].choices = [  # type: ignore[attr-defined]
            (str(Family(family).label), [(fact.slug, fact.label) for fact in shelf])
            for family, shelf in shelves
        ]
