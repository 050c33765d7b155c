"""A language that shows what nobody wrapped: every text that was asked for stands in ⟦…⟧, and is remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from unittest.mock import patch

LANGUAGE = "nb"
_CONTEXT = "\x04"


class Pseudo(NullTranslations):
    """A catalogue that translates everything alike."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        return self._wrapped(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return self._wrapped(msgid1 if n == 1 else msgid2, remember=False)

    def language(self) -> str:
        return LANGUAGE

    def to_language(self) -> str:
        return LANGUAGE

    def _wrapped(self, message: str, *, remember: bool = True) -> str:
        if remember:
            self.asked.add(message)
        return f"⟦{message.rpartition(_CONTEXT)[2]}⟧"


@contextmanager
def pseudo_language() -> Iterator[Pseudo]:
    """Let every text in Norwegian be its English in brackets, for the length of a block."""
    made = Pseudo()
    with patch.dict("django.utils.translation.trans_real._translations", {LANGUAGE: made}):
        yield made
