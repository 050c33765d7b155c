"""Amounts of money, each with its currency."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.decimals import as_json_number, parse_decimal
from profiles.identity.errors import not_understood
from profiles.identity.text import clean_line

_CODE = re.compile(r"\b(NOK|SEK|DKK|ISK|EUR|USD|GBP|CHF|PLN|AUD|CAD|JPY|CNY)\b", re.IGNORECASE)
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}


def normalise_money(raw: Any, convention: Convention) -> dict[str, Any]:
    """Return {"amount": JSON number, "currency": ISO 4217 code}."""
    if isinstance(raw, Mapping):
        amount, currency = raw.get("amount", ""), clean_line(raw.get("currency", "")).upper()
    else:
        amount, currency = raw, ""
    value, written = parse_money(amount, convention)
    return {"amount": as_json_number(value), "currency": currency_code(raw, currency or written)}


def parse_money(raw: Any, convention: Convention) -> tuple[Decimal, str]:
    """Return the exact amount and its currency; "kr" is the convention's own, as is none."""
    text = clean_line(raw)
    code = _CODE.search(text)
    if code:
        return parse_decimal(_CODE.sub("", text), convention), code[1].upper()
    sign = next((currency for mark, currency in _SIGNS.items() if mark in text), "")
    return parse_decimal(text, convention), sign or convention.currency


def currency_code(raw: Any, code: str) -> str:
    """Return the code in capitals; refuse what is none."""
    code = clean_line(code).upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise not_understood(
            raw, _("“%(value)s” names no currency; say which one it is, as NOK or EUR.")
        )
    return code
