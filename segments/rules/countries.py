"""Countries as choices: the Nordic ones first, the others by name in the reader's language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils import translation

_FIRST = ("NO", "SE", "DK", "FI", "IS")
_CODE_LENGTH = 2
# Territories of Unicode's list that are no country: pseudo-locales, unions and the like.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def countries() -> tuple[tuple[str, str], ...]:
    """Return code and name of every country."""
    return _countries(translation.get_language() or "en")


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    try:
        names = Locale.parse(language, sep="-").territories
    except UnknownLocaleError:
        names = Locale.parse("en").territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    place = {code: number for number, code in enumerate(_FIRST)}
    return tuple(sorted(found, key=lambda each: (place.get(each[0], len(_FIRST)), each[1])))
