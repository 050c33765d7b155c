"""Yes and no, in the five languages and in the words of common systems."""

from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention
from profiles.identity.errors import not_understood
from profiles.identity.text import clean_line


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


YES = _words(
    "1 yes y true t on x ✓ ✔ ☑ ja j sant sann sand kyllä kylla k tosi allow allowed checked"
)
NO = _words(
    "0 no n false f off ☐ ✗ nei nej falskt usant usann falsk falsch ei epätosi unchecked"
) | {"do not allow", "not allowed"}


def normalise_boolean(raw: Any, convention: Convention) -> bool:  # noqa: ARG001
    """Return true or false."""
    said = said_yes(raw)
    if said is None:
        raise not_understood(raw, _("“%(value)s” is neither yes nor no; write yes or no."))
    return said


def said_yes(raw: Any) -> bool | None:
    """Return whether the text says yes; None where it says neither."""
    if isinstance(raw, bool):
        return raw
    word = clean_line(raw).casefold()
    if word in YES:
        return True
    return False if word in NO else None
