"""Postal addresses, in their parts."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood
from profiles.identity.text import as_text, clean_line, clean_text

ADDRESS_PARTS = ("street", "postal_code", "city", "region", "country")

# How many digits a postal code has where it is digits alone; spreadsheets eat leading zeros.
_DIGITS = {"NO": 4, "DK": 4, "SE": 5, "FI": 5, "AU": 4}
_COUNTRY_PREFIX = re.compile(r"^(?:NO|N|SE|S|DK|FI|FIN|AX)-(?=\d)", re.IGNORECASE)
_LAST_LINE = re.compile(r"((?:[A-Z]{1,3}-)?\d{3} ?\d{1,2})\s+([^\d,]+)", re.IGNORECASE)


def normalise_address(raw: Any, convention: Convention) -> dict[str, str]:
    """Return the parts that are known; a text is taken apart where its last line allows it."""
    parts = raw if isinstance(raw, Mapping) else _parts(as_text(raw))
    cleaned = {part: clean_line(parts.get(part, "")) for part in ADDRESS_PARTS}
    country = cleaned["country"] if len(cleaned["country"]) == 2 else convention.country  # noqa: PLR2004
    cleaned["postal_code"] = clean_postal_code(cleaned["postal_code"], country)
    known = {part: value for part, value in cleaned.items() if value}
    if not known:
        raise not_understood(raw, _("“%(value)s” is not an address; give a street or a place."))
    return known


def clean_postal_code(raw: str, country: str) -> str:
    """Return the code without blanks and country letters, with the zeros a spreadsheet ate."""
    code = _COUNTRY_PREFIX.sub("", clean_line(raw).lstrip("'").upper())
    bare = code.replace(" ", "")
    if bare.isascii() and bare.isdigit():
        return bare.zfill(_DIGITS.get(country, 0))
    return code.strip()


def _parts(text: str) -> dict[str, str]:
    lines = [line for line in re.split(r"\s*[\n,]\s*", clean_text(text)) if line]
    match = _LAST_LINE.fullmatch(lines[-1]) if lines else None
    if match is None:
        return {"street": ", ".join(lines)}
    return {"street": ", ".join(lines[:-1]), "postal_code": match[1], "city": match[2]}
