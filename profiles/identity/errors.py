"""The one error of this package."""

from django.utils.translation import gettext as _

from config.lib.errors import DomainError

SHOWN_LENGTH = 60


class ValueNotUnderstoodError(DomainError):
    """A value that cannot be read as what it should be; the sentence names it and the way out."""

    @property
    def reason(self) -> str:
        """Return the sentence."""
        return str(self)


def shown(raw: object) -> str:
    """Return the value as a sentence may show it: short, and without what does not print."""
    text = "".join(c if c.isprintable() else "�" for c in str(raw)[: SHOWN_LENGTH + 1])
    return f"{text[:SHOWN_LENGTH]}…" if len(text) > SHOWN_LENGTH else text


def not_understood(raw: object, sentence: str, **names: object) -> ValueNotUnderstoodError:
    """Return the error for a translatable sentence that mentions %(value)s."""
    return ValueNotUnderstoodError(_(sentence) % {"value": shown(raw), **names})
