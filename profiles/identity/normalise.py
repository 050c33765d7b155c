"""The table of types: which function brings a raw value to its canonical form."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.addresses import normalise_address
from profiles.identity.booleans import normalise_boolean
from profiles.identity.convention import Convention, as_options
from profiles.identity.dates import normalise_date, normalise_year
from profiles.identity.decimals import normalise_decimal, normalise_integer
from profiles.identity.emails import normalise_email
from profiles.identity.errors import ValueNotUnderstoodError, not_understood
from profiles.identity.links import normalise_url
from profiles.identity.lists import normalise_choice, normalise_choices, normalise_tags
from profiles.identity.money import normalise_money
from profiles.identity.phones import normalise_phone
from profiles.identity.text import normalise_long_text, normalise_text

__all__ = ["NORMALISERS", "NORMALISER_VERSION", "ValueNotUnderstoodError", "normalise_value"]

# Raised whenever a function below gives another answer for the same input: stored values were
# made by an older one then, and keys of contact details have to be made again.
NORMALISER_VERSION = 1

NORMALISERS: dict[str, Callable[[Any, Convention], Any]] = {
    "text": normalise_text,
    "long_text": normalise_long_text,
    "integer": normalise_integer,
    "decimal": normalise_decimal,
    "boolean": normalise_boolean,
    "date": normalise_date,
    "year": normalise_year,
    "choice": normalise_choice,
    "choices": normalise_choices,
    "tags": normalise_tags,
    "email": normalise_email,
    "phone": normalise_phone,
    "address": normalise_address,
    "url": normalise_url,
    "money": normalise_money,
}

# Signs that stand in empty cells. In text and lists they may be a value (Mr Null exists).
_NOTHING = frozenset({"-", "–", "—", "?", "n/a", "#n/a", "null", "nan", "0000-00-00"})
_INVISIBLE = "\ufeff\u200b\u2060"
_LITERAL_TYPES = frozenset({"text", "long_text", "choice", "choices", "tags", "address"})


def normalise_value(  # noqa: PLR0913 (the facts of a source that reading depends on)
    data_type: str,
    raw: Any,
    *,
    country: str,
    day_first: bool = True,
    options: Iterable[object] | None = None,
    currency: str = "",
    past: bool = False,
    today: date | None = None,
) -> Any:
    """Return the canonical JSON value, or None for nothing; raise ValueNotUnderstoodError.

    Dates are YYYY-MM-DD, numbers JSON numbers, choices slugs of `options` (anything with a slug
    and labels), addresses and money objects, telephones E.164.
    """
    convention = Convention(
        country=country,
        day_first=day_first,
        currency=currency,
        past=past,
        today=today,
        options=as_options(options or ()),
    )
    return normaliser_for(data_type, convention)(raw)


def normaliser_for(data_type: str, convention: Convention) -> Callable[[Any], Any]:
    """Return the function for a column of one type, to be called for each of its cells."""
    return partial(_normalise, data_type, NORMALISERS[data_type], convention)


def is_nothing(raw: Any, data_type: str) -> bool:
    """Return whether the cell says nothing: blank, or a sign that stands for blank."""
    if not isinstance(raw, str):
        return raw is None or (isinstance(raw, list | Mapping) and not raw)
    bare = raw.strip()
    if bare and bare[0] in _INVISIBLE:
        bare = bare.strip(f"{_INVISIBLE} \t\r\n")
    return not bare or (data_type not in _LITERAL_TYPES and bare.casefold() in _NOTHING)


def _normalise(
    data_type: str, function: Callable[[Any, Convention], Any], convention: Convention, raw: Any
) -> Any:
    if is_nothing(raw, data_type):
        return None
    if (
        not isinstance(raw, str)
        and isinstance(raw, list | Mapping)
        and data_type not in _STRUCTURED.get(type(raw), ())
    ):
        raise not_understood(raw, _("“%(value)s” is several values where one is expected."))
    value = function(raw, convention)
    return None if value in ("", []) else value


_STRUCTURED: dict[type, tuple[str, ...]] = {list: ("choices", "tags"), dict: ("address", "money")}
