"""Texts that live in rows, once per language."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

LANGUAGES = ("nb", "sv", "fi", "da", "en")


def in_language(texts: Mapping[str, str], language: str = "") -> str:
    """Return the text in the language (or the reader's), else in English, else in any language, else ''."""
    code = (language or translation.get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return texts.get(code) or texts.get("en") or next(iter(texts.values()), "")
