"""Which letters the bytes stand for: byte order mark, then UTF-8, then the 8-bit sets."""

import codecs
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

_CHUNK = 1 << 20
_ASCII = bytes(range(0x80))
_STRAY = re.compile("[\udc80-\udcff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LETTERS = "åäöøæéüÅÄÖØÆÉÜ"
# In the order of trust: the first of equals wins.
_EIGHT_BIT = ("cp1252", "mac_roman", "cp865")
# How many whole UTF-8 sequences it takes to believe in UTF-8 despite one byte that is not.
_TRUST = 2


class Encoding(NamedTuple):
    """The name for Python, how many bytes the mark takes, and how sure the guess is."""

    name: str
    bom_length: int
    certain: bool


def detect_encoding(path: Path) -> Encoding:
    """Return the encoding of the whole file, which is read once, in parts."""
    with path.open("rb") as file:
        head = file.read(4)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, len(bom), certain=True)
    wide = _unmarked_utf16(path)
    if wide:
        return Encoding(wide, 0, certain=False)
    sequences, strays = _count_utf8(path)
    if sequences >= _TRUST * strays:
        return Encoding("utf-8", 0, certain=strays == 0)
    return Encoding(_best_eight_bit(path), 0, certain=False)


def chosen_encoding(path: Path, name: str) -> Encoding:
    """Return the encoding that a person has chosen; the mark of that encoding is passed over."""
    with path.open("rb") as file:
        head = file.read(4)
    length = next((len(bom) for bom, of in _BOMS if of == name and head.startswith(bom)), 0)
    return Encoding(name, length, certain=True)


def _unmarked_utf16(path: Path) -> str:
    """Return the UTF-16 whose every other byte is NUL in the first part, or nothing."""
    with path.open("rb") as file:
        head = file.read(4096)
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and head[0::2].count(0) > half * 0.7 else ""


def _count_utf8(path: Path) -> tuple[int, int]:
    """Return how many letters beyond ASCII are whole UTF-8, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    sequences = strays = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if not text.isascii():
                stray = len(_STRAY.findall(text))
                strays += stray
                sequences += len(text) - len(text.encode("ascii", "ignore")) - stray
    return sequences, strays + len(decoder.getstate()[0])


def _best_eight_bit(path: Path) -> str:
    """Return the set in which the high bytes are most often letters of these languages."""
    counts: Counter[int] = Counter()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            counts.update(chunk.translate(None, _ASCII))
    scores = {
        name: sum(counts[byte] for byte in _LETTERS.encode(name, "ignore")) for name in _EIGHT_BIT
    }
    return max(_EIGHT_BIT, key=lambda name: scores[name])
