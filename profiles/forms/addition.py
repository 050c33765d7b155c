"""The form for a new customer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from profiles.choices import CustomerKind
from profiles.forms.facts import FactsForm

# What a colleague is asked for at first; everything else is added on the card.
ASKED = {
    CustomerKind.PERSON: (
        "given_name",
        "family_name",
        "email",
        "phone",
        "birth_date",
        "postal_address",
        "language",
    ),
    CustomerKind.ORGANISATION: (
        "organisation_name",
        "organisation_number",
        "contact_person",
        "email",
        "phone",
        "website",
        "postal_address",
    ),
}
NAMES = ("given_name", "family_name", "organisation_name", "email", "phone")


class AdditionForm(FactsForm):
    """The first facts of a new customer."""

    def clean(self) -> dict[str, Any]:
        """Require something that tells this customer from another."""
        cleaned = super().clean()
        if not self.errors and not any(slug in self.values for slug in NAMES):
            self.add_error(None, _("Fill in a name, an e-mail address or a telephone number."))
        return cleaned
