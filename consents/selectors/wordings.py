"""Consent texts, as the officer reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from config.lib.languages import LANGUAGES
from consents.choices import Channel
from consents.models import Purpose, Wording


@dataclass(frozen=True, slots=True)
class LanguageTexts:
    """The versions of one language, the newest first."""

    code: str
    language: str
    versions: Sequence[Wording]

    @property
    def in_use(self) -> Wording | None:
        """Return the version that people are shown now."""
        return next((row for row in self.versions if row.is_current), None)

    @property
    def earlier(self) -> list[Wording]:
        """Return the versions that people were shown before."""
        return [row for row in self.versions if not row.is_current]


def versions(purpose: Purpose) -> list[LanguageTexts]:
    """Return every version of a purpose's text, language by language."""
    names = dict(settings.LANGUAGES)
    rows = list(Wording.objects.filter(purpose=purpose).order_by("-version"))
    return [
        LanguageTexts(code, names[code], [row for row in rows if row.language == code])
        for code in LANGUAGES
    ]


def texts_in_use(purpose: Purpose) -> tuple[dict[str, str], list[str]]:
    """Return the texts in use by language, and the channels that they ask for."""
    rows = list(Wording.objects.filter(purpose=purpose, is_current=True))
    channels = {channel for row in rows for channel in row.channels}
    texts = {row.language: row.text for row in rows}
    return texts, [channel for channel in Channel.values if channel in channels]
