"""Countries by their names in the reader's language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from config.lib.sorting import alphabetical

_NORDIC = ("NO", "SE", "DK", "FI", "IS")
_CODE_LENGTH = 2
# Territories of Unicode's list that are no country: unions, pseudo-locales and the like.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def country_names() -> dict[str, str]:
    """Return every country's name by its code: the Nordic ones first, the others by name."""
    return dict(_names(get_language() or "en"))


def country_name(code: str) -> str:
    """Return a country's name, or the code when it names none."""
    return _names(get_language() or "en").get(code.upper(), code)


def country_choices() -> list[tuple[str, str]]:
    """Return code and name of every country, in the order of `country_names`."""
    return list(country_names().items())


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    try:
        territories = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en").territories
    found = {
        str(code): str(name)
        for code, name in territories.items()
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NO_COUNTRIES
    }
    others = sorted(found.keys() - _NORDIC, key=lambda code: alphabetical(found[code], language))
    return {code: found[code] for code in (*_NORDIC, *others)}
