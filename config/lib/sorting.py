"""The alphabet of the reader's language: ä, ö and å, or æ, ø and å, after z."""

from typing import Any
from unicodedata import combining, normalize

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.utils.translation import get_language

# Three places after z; the neighbours' letters stand with their own.
_AFTER_Z = {
    "nb": "æ{ä{ø|ö|å}",
    "da": "æ{ä{ø|ö|å}",
    "sv": "å{ä|æ|ö}ø}",
    "fi": "å{ä|æ|ö}ø}",
}
_PLACES = {
    language: str.maketrans(dict(zip(pairs[::2], pairs[1::2], strict=True)))
    for language, pairs in _AFTER_Z.items()
}
# What a letter with an accent, or of a neighbour, is beside the plain ones; one letter for one.
_BARE = {
    ord(letter): bare
    for letters, bare in (
        ("áàâäåãæ", "a"), ("éèêë", "e"), ("íìîï", "i"), ("óòôöõø", "o"), ("úùûü", "u"), ("ýÿ", "y"),
        ("çčć", "c"), ("ñ", "n"), ("šś", "s"), ("žźż", "z"), ("đð", "d"), ("ł", "l"), ("þ", "t"),
    )
    for letter in letters
}  # fmt: skip
_AS_WRITTEN = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"})


def alphabetical(text: str, language: str = "") -> tuple[str, str]:
    """Return a key that sorts texts as a dictionary of the language (or the reader's) does."""
    places = _PLACES.get((language or get_language() or "en").split("-")[0], {})
    placed = normalize("NFC", text.casefold()).translate(places).translate(_AS_WRITTEN)
    bare = "".join(letter for letter in normalize("NFD", placed) if not combining(letter))
    return bare, text


class Alphabetical(Func):
    """A column of names as the reader's dictionary orders them, for the database to sort a short list by.

    The language is that of whoever asks, when they ask. Customers are too many to be sorted so: their order is kept in
    indexes (profiles/models/customer.py).
    """

    template = "translate(lower(%(expressions)s), '%(letters)s', '%(places)s') COLLATE \"C\""
    arity = 1

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, output_field=CharField(), **extra)

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:  # type: ignore[override]
        """Return the expression for the present language."""
        language = (get_language() or "en").split("-")[0]
        places = {**_BARE, **_PLACES.get(language, {})}
        letters = "".join(map(chr, places))
        return super().as_sql(
            compiler, connection, letters=letters, places="".join(places.values()), **context
        )
