"""Numbers as the Nordic countries, the others and computers write them."""

import math
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood
from profiles.identity.text import clean_line

MAX_DIGITS = 15  # what a JSON number carries through every reader unchanged

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_POINTED = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SPACES = re.compile(r"[\s'’]")
_UNIT = re.compile(r"^(?:[^\W\d_]{1,3}\.?|[€$£%])\s*(?=[-−(\d])|\s*(?:[^\W\d_]{1,3}\.?|[€$£%])$")
_GROUPS = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+"),
}
_SPACE_GROUPS = re.compile(r"\d{1,3}(?:[\s'’]\d{3})+(?!\d)")
_DASHES = re.compile(r",\s?[-–—]+$")


def normalise_integer(raw: Any, convention: Convention) -> int:
    """Return a whole number; 12,0 is one, 12,5 is not."""
    value = parse_decimal(raw, convention)
    if value != value.to_integral_value():
        raise not_understood(raw, _("“%(value)s” is not a whole number; leave the decimals out."))
    return int(value)


def normalise_decimal(raw: Any, convention: Convention) -> int | float:
    """Return a JSON number: an int where it is whole."""
    return as_json_number(parse_decimal(raw, convention))


def as_json_number(value: Decimal) -> int | float:
    """Return the decimal as the JSON number that reads back as the same decimal."""
    return int(value) if value == value.to_integral_value() else float(value)


def parse_decimal(raw: Any, convention: Convention) -> Decimal:
    """Return the exact number that the text means; currency words and % beside it are dropped."""
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise _no_number(raw)
    if isinstance(raw, float):
        return _bounded(raw, Decimal(repr(raw)))
    text = clean_line(raw)
    if _PLAIN.fullmatch(text) and not (convention.decimal_mark == "," and "." in text):
        return _bounded(raw, Decimal(text))
    return _bounded(raw, _as_decimal(raw, text, convention))


def _as_decimal(raw: Any, text: str, convention: Convention) -> Decimal:
    sign, digits = _unsigned(_DASHES.sub("", _UNIT.sub("", text, count=2)))
    if _SPACES.search(digits) and not _SPACE_GROUPS.match(digits):
        raise _no_number(raw)
    pointed = _with_point(_SPACES.sub("", digits), convention)
    if not _POINTED.fullmatch(pointed):
        raise _no_number(raw)
    return -Decimal(pointed) if sign else Decimal(pointed)


def _unsigned(text: str) -> tuple[bool, str]:
    """Return whether the number is negative: -12, −12, 12- and (12) are."""
    text = text.strip().replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[:1] in {"-", "+"}:
        return text[0] == "-", text[1:].strip()
    return text.endswith("-"), text.removesuffix("-").strip()


def _with_point(digits: str, convention: Convention) -> str:
    """Return the number with a point for decimals and nothing for thousands."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        return _grouped(digits, "," if comma < point else ".")
    if comma >= 0:
        lone = digits.count(",") == 1
        decimal = convention.writes_decimal_comma or not _GROUPS[","].fullmatch(digits)
        return digits.replace(",", ".") if lone and decimal else _grouped(digits, ",")
    if digits.count(".") > 1 or (convention.decimal_mark == "," and point >= 0):
        return _grouped(digits, ".")
    return digits


def _grouped(digits: str, mark: str) -> str:
    """Return the number without its thousands marks, or something that is no number at all."""
    whole, _mark, decimals = digits.partition("." if mark == "," else ",")
    if mark in whole and not _GROUPS[mark].fullmatch(whole):
        return "?"
    return f"{whole.replace(mark, '')}.{decimals}" if decimals else whole.replace(mark, "")


def _bounded(raw: Any, value: Decimal) -> Decimal:
    value = value.normalize()
    if len(value.as_tuple().digits) > MAX_DIGITS or abs(value.adjusted()) > MAX_DIGITS:
        raise not_understood(
            raw, _("“%(value)s” has more than %(limit)s digits; round it."), limit=MAX_DIGITS
        )
    return abs(value) if value == 0 else value


def _no_number(raw: Any) -> Exception:
    return not_understood(raw, _("“%(value)s” is not a number; write it as 1234.50 or 1 234,50."))
