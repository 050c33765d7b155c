"""Texts with holes: only the names listed here are filled, everything else stays as it was written."""

import re
from collections.abc import Mapping

_HOLE = re.compile(r"\{([a-z]+)\}")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return the text with `{name}` replaced where `values` has it, in one pass: what is filled in is not read."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), text)


def masked_email(address: str) -> str:
    """Return a hint that its owner recognises and nobody else can use: o***@e***.no."""
    local, _at, domain = address.rpartition("@")
    name, _dot, ending = domain.rpartition(".")
    return f"{local[:1]}***@{name[:1]}***.{ending}" if local and name else "***"


def masked_phone(number: str) -> str:
    """Return the last two digits alone."""
    return f"*** ** *{number[-2:]}" if len(number) > 4 else "***"  # noqa: PLR2004 - shorter ones would show half


def masked_contact(kind: str, raw: str) -> str:
    """Return a contact detail as it may stand on a page that somebody else could open."""
    if kind == "email":
        return masked_email(raw)
    return masked_phone(raw) if kind == "phone" else "***"
