"""Names: kept as people write them; and when two of them cannot be one person's."""

import re
from typing import Any, NamedTuple
from unicodedata import normalize

from profiles.identity.text import clean_line, without_control_characters

_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ß": "ss"})
_WORDS = re.compile(r"[^\W_]+")
# Words that belong to the family name but stand in the middle: such a name is not safe to split.
_PARTICLES = frozenset(
    {"af", "av", "da", "de", "del", "den", "der", "di", "dos", "du", "la", "le", "ten", "ter"}
    | {"van", "von", "zu"}
)
_SAFE_WORDS = 2


class PersonName(NamedTuple):
    """A name in the two parts that files give it in; either may be missing."""

    given: str = ""
    family: str = ""


def clean_name(raw: Any) -> str:
    """Return the name trimmed, single-spaced, in NFC, printable; never re-cased."""
    return clean_line(without_control_characters(raw))


def split_full_name(raw: str) -> PersonName | None:
    """Return the parts of a whole name, or None where a guess could be wrong.

    Safe are "Kari Nordmann" and "Nordmann, Kari Anne"; three words may be two of either part.
    """
    name = clean_name(raw)
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return PersonName(given, family) if given and family and "," not in given else None
    words = name.split()
    if len(words) != _SAFE_WORDS or words[0].casefold() in _PARTICLES:
        return None
    return PersonName(*words)


def names_contradict(one: PersonName, other: PersonName) -> bool:
    """Return whether two names cannot belong to one person.

    A missing part contradicts nothing, an initial nothing that begins with it, "Kari" not
    "Kari Anne"; given and family name swapped are the same name.
    """
    a, b = _parts(one), _parts(other)
    straight = _agree(a[0], b[0]) and _agree(a[1], b[1])
    swapped = _agree(a[0], b[1]) and _agree(a[1], b[0]) and all((*a, *b))
    return not (straight or swapped)


def name_key(name: str) -> str:
    """Return the name as it is compared: one case, one spelling of Nordic letters, no accents."""
    return " ".join(_words(name))


def _parts(name: PersonName) -> tuple[list[str], list[str]]:
    """Return the words of both parts; a whole name in one part is taken apart at its last word."""
    given, family = _words(name.given), _words(name.family)
    if bool(given) == bool(family):
        return given, family
    whole = given or family
    if len(whole) > 1:
        return whole[:-1], whole[-1:]
    return given, family


def _words(text: str) -> list[str]:
    spelled = normalize("NFC", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in normalize("NFD", spelled) if not "\u0300" <= c <= "\u036f")
    return _WORDS.findall(plain)


def _agree(some: list[str], others: list[str]) -> bool:
    if not some or not others:
        return True
    return any(_same(a, b) for a in some for b in others)


def _same(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
