"""Form fields for facts of the catalogue: the right widget by type in, canonical values out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.countries import country_choices
from profiles.choices import DataType
from profiles.identity.addresses import ADDRESS_PARTS
from profiles.identity.errors import ValueNotUnderstoodError
from profiles.identity.normalise import normalise_value
from profiles.models import Attribute

PART = "__"
PART_LABELS = {
    "street": _("Street and number"),
    "postal_code": _("Postal code"),
    "city": _("Town"),
    "region": _("Region"),
    "country": _("Country"),
}
COUNTRY_FACTS = frozenset({"country", "nationality"})


class FactsForm(forms.Form):
    """A form over some facts; after `is_valid`, `values` maps their codes to canonical values.

    `known` gives the values to start from, `country` decides how telephones and postal codes are read.
    """

    def __init__(
        self,
        *args: Any,
        facts: Sequence[Attribute],
        country: str,
        today: date,
        known: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.country = country
        self.today = today
        self.values: dict[str, Any] = {}
        own = dict(self.fields)
        self.fields = {
            name: field
            for fact in facts
            for name, field in fields_for(fact, (known or {}).get(fact.slug), country).items()
        } | own

    def clean(self) -> dict[str, Any]:
        """Bring every fact to its canonical form."""
        cleaned = super().clean() or {}
        for fact in self.facts:
            try:
                value = self._canonical(fact)
            except ValueNotUnderstoodError as refusal:
                self.add_error(field_name(fact), str(refusal))
            else:
                if value is not None:
                    self.values[fact.slug] = value
        return cleaned

    def _canonical(self, fact: Attribute) -> Any:
        """Return what was typed for a fact in its canonical form, or None for nothing."""
        # An amount is a plain number in the company's own currency.
        kind = DataType.DECIMAL if fact.data_type == DataType.MONEY else fact.data_type
        return normalise_value(
            kind,
            self._raw(fact),
            country=self.country,
            options=list(fact.options.all()),
            past=fact.slug == "birth_date",
            today=self.today,
        )

    def _raw(self, fact: Attribute) -> Any:
        """Return what was typed for a fact, put together from its fields."""
        if fact.data_type != DataType.ADDRESS:
            return self.cleaned_data.get(fact.slug)
        parts = {part: self.cleaned_data.get(fact.slug + PART + part, "") for part in ADDRESS_PARTS}
        is_told = any(parts[part] for part in ADDRESS_PARTS if part != "country")
        return parts if is_told else None


def field_name(fact: Attribute) -> str:
    """Return the name of a fact's first field."""
    return fact.slug + PART + "street" if fact.data_type == DataType.ADDRESS else fact.slug


def fields_for(fact: Attribute, known: Any, country: str) -> dict[str, forms.Field]:
    """Return the fields for one fact, filled with what is known."""
    if isinstance(known, Mapping) and known.get("declined"):
        known = None
    if fact.data_type == DataType.ADDRESS:
        return _address_fields(fact, known or {}, country)
    if fact.slug in COUNTRY_FACTS:
        field: forms.Field = forms.ChoiceField(choices=[("", "–"), *country_choices()])
    else:
        field = _FIELDS.get(fact.data_type, _line)(fact)
    field.label, field.required, field.initial = fact.label, False, _shown(fact, known)
    field.help_text = _help(fact)
    return {fact.slug: field}


def _address_fields(
    fact: Attribute, known: Mapping[str, Any], country: str
) -> dict[str, forms.Field]:
    """Return one field for each part of an address."""
    found: dict[str, forms.Field] = {
        fact.slug + PART + part: forms.CharField(
            label=PART_LABELS[part], required=False, max_length=200, initial=known.get(part, "")
        )
        for part in ADDRESS_PARTS
        if part != "country"
    }
    found[fact.slug + PART + "country"] = forms.ChoiceField(
        label=PART_LABELS["country"],
        required=False,
        choices=country_choices(),
        initial=known.get("country") or country,
    )
    return found


def _shown(fact: Attribute, known: Any) -> Any:
    """Return a canonical value as its field shows it."""
    if known is None:
        return None
    if fact.data_type == DataType.TAGS:
        return ", ".join(known)
    if fact.data_type == DataType.BOOLEAN:
        return "true" if known else "false"
    return known


def _help(fact: Attribute) -> Any:
    """Return a hint where the type needs one."""
    return _("Separate words by commas.") if fact.data_type == DataType.TAGS else ""


def _line(fact: Attribute) -> forms.Field:
    del fact
    return forms.CharField(max_length=300)


def _text(fact: Attribute) -> forms.Field:
    del fact
    return forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}))


def _number(fact: Attribute) -> forms.Field:
    del fact
    return forms.CharField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _day(fact: Attribute) -> forms.Field:
    del fact
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _email(fact: Attribute) -> forms.Field:
    del fact
    return forms.CharField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))


def _phone(fact: Attribute) -> forms.Field:
    del fact
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    return forms.CharField(max_length=40, widget=widget)


def _yes_no(fact: Attribute) -> forms.Field:
    del fact
    return forms.ChoiceField(choices=[("", "–"), ("true", _("Yes")), ("false", _("No"))])


def _choice(fact: Attribute) -> forms.Field:
    return forms.ChoiceField(choices=[("", "–"), *_options(fact)])


def _choices(fact: Attribute) -> forms.Field:
    return forms.MultipleChoiceField(choices=_options(fact), widget=forms.CheckboxSelectMultiple)


def _options(fact: Attribute) -> list[tuple[str, str]]:
    """Return a fact's options in their order."""
    ordered = sorted(fact.options.all(), key=lambda option: (option.position, option.pk))
    return [(option.slug, option.label) for option in ordered]


_FIELDS: dict[str, Callable[[Attribute], forms.Field]] = {
    DataType.LONG_TEXT: _text,
    DataType.INTEGER: _number,
    DataType.DECIMAL: _number,
    DataType.MONEY: _number,
    DataType.YEAR: _number,
    DataType.DATE: _day,
    DataType.EMAIL: _email,
    DataType.PHONE: _phone,
    DataType.BOOLEAN: _yes_no,
    DataType.CHOICE: _choice,
    DataType.CHOICES: _choices,
}
