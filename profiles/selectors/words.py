"""Values of facts as a reader says them: option labels, units, dates and addresses in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from config.lib.countries import country_name
from profiles.choices import DataType
from profiles.models import Attribute, AttributeOption
from profiles.selectors.company import find_company

UNITS = {
    "people": ngettext_lazy("%(number)s person", "%(number)s people", "count"),
    "customers": ngettext_lazy("%(number)s customer", "%(number)s customers", "count"),
    "purchases": ngettext_lazy("%(number)s purchase", "%(number)s purchases", "count"),
    "points": ngettext_lazy("%(number)s point", "%(number)s points", "count"),
    "year": ngettext_lazy("%(number)s year", "%(number)s years", "count"),
    "times/week": ngettext_lazy("%(number)s time a week", "%(number)s times a week", "count"),
    "clicks/year": ngettext_lazy("%(number)s click a year", "%(number)s clicks a year", "count"),
    "min/day": ngettext_lazy("%(number)s minute a day", "%(number)s minutes a day", "count"),
    "0–10": ngettext_lazy("%(number)s of 10", "%(number)s of 10", "count"),
    "%": ngettext_lazy("%(number)s %%", "%(number)s %%", "count"),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The catalogue as it is needed to read values aloud: facts, names of options, the currency."""

    attributes: Mapping[str, Attribute]
    options: Mapping[str, Mapping[str, str]]
    currency: str

    def label(self, slug: str) -> str:
        """Return the name of a fact; one that has left the catalogue goes by its code."""
        found = self.attributes.get(slug)
        return found.label if found else slug

    def words(self, slug: str, value: Any) -> str:
        """Return a canonical value in the reader's words; '' for nothing."""
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, Mapping) and value.get("declined"):
            return str(_("Prefers not to say"))
        found = self.attributes.get(slug)
        if found is None:
            return _plain(value)
        return _BY_TYPE.get(found.data_type, _plain_fact)(self, found, value)


def load_vocabulary() -> Vocabulary:
    """Read the catalogue once, for all values of a page: three queries."""
    options: dict[str, dict[str, str]] = {}
    for option in AttributeOption.objects.select_related("attribute").only(
        "slug", "labels", "attribute__slug"
    ):
        options.setdefault(option.attribute.slug, {})[option.slug] = option.label
    company = find_company()
    return Vocabulary(
        attributes={entry.slug: entry for entry in Attribute.objects.order_by("position", "slug")},
        options=options,
        currency=company.currency if company else "",
    )


def day_in_words(value: object) -> str:
    """Return an ISO day as the reader writes days; anything else as it is."""
    try:
        return date_format(date.fromisoformat(str(value)[:10]), "DATE_FORMAT")
    except ValueError:
        return str(value)


def _plain(value: Any) -> str:
    """Return a value of no known type."""
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain_fact(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return text as it stands, and a country by its name."""
    del words
    return country_name(str(value)) if attribute.slug == "country" else _plain(value)


def _number(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return a number with its unit."""
    del words
    shown = number_format(value, use_l10n=True, force_grouping=attribute.data_type != DataType.YEAR)
    unit = UNITS.get(attribute.unit)
    if unit is None:
        return shown
    return str(unit % {"number": shown, "count": 1 if value == 1 else 2})


def _money(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return an amount with the company's currency, in which all are kept."""
    del attribute
    decimals = 0 if value == int(value) else 2
    return f"{number_format(value, decimals, force_grouping=True)} {words.currency}".strip()


def _boolean(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return yes or no."""
    del words, attribute
    return str(_("Yes") if value else _("No"))


def _day(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return a date."""
    del words, attribute
    return day_in_words(value)


def _year(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return a year, never grouped."""
    del words, attribute
    return str(value)


def _options(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return the names of one or several options."""
    names = words.options.get(attribute.slug, {})
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(names.get(str(slug), str(slug)) for slug in chosen)


def _address(words: Vocabulary, attribute: Attribute, value: Any) -> str:
    """Return an address in one line, in the Nordic order."""
    del words, attribute
    if not isinstance(value, Mapping):
        return _plain(value)
    town = " ".join(str(value.get(part) or "") for part in ("postal_code", "city")).strip()
    country = country_name(str(value["country"])) if value.get("country") else ""
    parts = (value.get("street"), town, value.get("region"), country)
    return ", ".join(str(part) for part in parts if part)


_BY_TYPE: dict[str, Callable[[Vocabulary, Attribute, Any], str]] = {
    DataType.INTEGER: _number,
    DataType.DECIMAL: _number,
    DataType.YEAR: _year,
    DataType.MONEY: _money,
    DataType.BOOLEAN: _boolean,
    DataType.DATE: _day,
    DataType.CHOICE: _options,
    DataType.CHOICES: _options,
    DataType.ADDRESS: _address,
}
