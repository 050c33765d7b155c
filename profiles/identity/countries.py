"""Countries, by their two-letter codes."""

from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext_noop as _

from profiles.identity.errors import not_understood
from profiles.identity.text import clean_line

_LANGUAGES = ("nb", "nn", "sv", "fi", "da", "en", "de")
_CODE_LENGTH = 2
_ALIASES = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "great britain": "GB",
    "storbritannia": "GB",
    "storbritannien": "GB",
    "usa": "US",
    "united states of america": "US",
    "the netherlands": "NL",
    "holland": "NL",
    "nor": "NO",
    "swe": "SE",
    "fin": "FI",
    "dnk": "DK",
    "isl": "IS",
    "aus": "AU",
    "gbr": "GB",
    "deu": "DE",
}


def country_code(raw: Any) -> str:
    """Return the ISO 3166 code of a country given by code or by name in one of our languages."""
    text = clean_line(raw)
    code = _codes().get(text.casefold().strip(". "))
    if code is None:
        raise not_understood(
            text, _("“%(value)s” is not a country; write its name or its code, as NO.")
        )
    return code


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE_LENGTH and code.isalpha():
                codes |= {name.casefold(): code, code.casefold(): code}
    return codes | _ALIASES
