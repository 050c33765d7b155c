"""What is asked about the company."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.lib.countries import country_choices
from profiles.models import Company, Steward
from profiles.services.company import CompanyDetails


class CompanyForm(forms.ModelForm):
    """The company's details in the order in which they are explained."""

    base_url = forms.URLField(
        label=_("Address of this installation"),
        help_text=_("The web address that customers can reach; personal links start with it."),
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )

    class Meta:
        model = Company
        fields = CompanyDetails.__slots__
        field_classes = {
            "base_url": forms.CharField
        }  # replaced above; URLField warns without a scheme
        help_texts = {
            "name": _("The legal name: customers read it in every consent text."),
            "address": _("Shown to customers, so that they know who holds their data."),
            "officer_name": _("Whom customers can write to about their data: a person or a team."),
            "sender_name": _("What people see in their inbox, usually the company’s name."),
            "currency": _("All amounts are kept in it. It cannot be changed later."),
            "default_country": _("Used where a telephone number or an address names no country."),
            "default_language": _("Used for customers whose own language is not known."),
        }
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_country"] = forms.ChoiceField(
            label=self.fields["default_country"].label,
            help_text=self.fields["default_country"].help_text,
            choices=country_choices(),
        )
        self.fields["default_language"] = forms.ChoiceField(
            label=self.fields["default_language"].label,
            help_text=self.fields["default_language"].help_text,
            choices=settings.LANGUAGES,
        )

    @property
    def fieldsets(self) -> list[dict[str, Any]]:
        """Return the fields in groups, each with its reason."""
        return [
            self._group(
                _("Who you are"),
                _("The company that decides what customers’ data is used for, and answers for it."),
                ("name", "organisation_number", "address"),
            ),
            self._group(
                _("Whom customers turn to"),
                _("They are named on the pages where customers see and change their choices."),
                ("officer_name", "officer_email"),
            ),
            self._group(
                _("How you write"),
                _(
                    "Surveys and confirmations are sent from this address, with links that begin with this web address."
                ),
                ("sender_name", "sender_email", "base_url"),
            ),
            self._group(
                _("Where you are"), "", ("default_country", "default_language", "currency")
            ),
        ]

    def details(self) -> CompanyDetails:
        """Return the answers as the service takes them."""
        return CompanyDetails(
            **{name: self.cleaned_data[name] for name in CompanyDetails.__slots__}
        )

    def _group(self, title: object, note: object, names: tuple[str, ...]) -> dict[str, Any]:
        return {"title": title, "note": note, "fields": [self[name] for name in names]}


def first_answers(base_url: str, steward: Steward | Any) -> dict[str, str]:
    """Return what is likely before anybody has said anything."""
    return {
        "base_url": base_url,
        "officer_email": steward.email,
        "sender_email": steward.email,
        "default_country": "NO",
        "default_language": "nb",
        "currency": "NOK",
    }
