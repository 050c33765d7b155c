"""Text as it may be stored: composed, trimmed, printable, of bounded length."""

import re
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext_noop as _

from config.lib.numbers import grouped
from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood

MAX_LENGTH = 10_000

# Vertical tab, form feed, the separators 1C to 1F and 85 are white space to Python and become it.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_RUN = re.compile(r"\n{3,}")


def as_text(raw: Any) -> str:
    """Return what a cell or a JSON value says, as text; whole floats lose their point."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw)


def clean_line(raw: Any) -> str:
    """Return the text on one line, single-spaced, in NFC; refuse control characters and novels."""
    text = as_text(raw)
    if text.isascii() and text.isprintable() and "  " not in text and len(text) <= MAX_LENGTH:
        return text.strip()
    return _bounded(" ".join(_composed(text).split()))


def clean_text(raw: Any) -> str:
    """Return the text with its lines kept, each single-spaced, at most one blank between them."""
    lines = _LINE_ENDS.sub("\n", _composed(as_text(raw))).split("\n")
    joined = "\n".join(" ".join(line.split()) for line in lines).strip()
    return _bounded(_BLANK_RUN.sub("\n\n", joined))


def normalise_text(raw: Any, convention: Convention) -> str:  # noqa: ARG001 (one signature for all)
    """Return short text."""
    return clean_line(raw)


def normalise_long_text(raw: Any, convention: Convention) -> str:  # noqa: ARG001
    """Return long text."""
    return clean_text(raw)


def without_control_characters(raw: Any) -> str:
    """Return the text with every character dropped that cannot be stored or printed."""
    text = as_text(raw)
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def _composed(text: str) -> str:
    found = _FORBIDDEN.search(text)
    if found:
        raise not_understood(
            text,
            _("“%(value)s” holds the control character %(code)s; remove it and try again."),
            code=f"U+{ord(found.group()):04X}",
        )
    return normalize("NFC", _INVISIBLE.sub("", text))


def _bounded(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise not_understood(
            text,
            _("“%(value)s” is longer than %(limit)s characters; shorten it."),
            limit=grouped(MAX_LENGTH),
        )
    return text
