"""What somebody who reads a page gets to read of it, in order: texts, labels, hints and buttons."""

from collections.abc import Iterator
from html.parser import HTMLParser

# What is not read, what a person typed or will type, and drawings that are made of letters.
_UNREAD = {"script", "style", "template", "textarea", "code", "pre", "kbd"}
_UNREAD_CLASSES = {"material-symbols-outlined", "k-mono", "k-said"}
_READ_OUT = {"title", "aria-label", "placeholder", "alt", "data-label"}
_EMPTY = {"input", "meta", "link", "img", "br", "hr", "source", "wbr", "area", "base", "col"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.pieces: list[str] = []
        self.aside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.aside += [held[name] for name in _READ_OUT & held.keys()]
        if tag == "input" and held.get("type") in {"submit", "button"}:
            self.aside.append(held.get("value", ""))
        if tag not in _EMPTY:
            is_unread = tag in _UNREAD or bool(_UNREAD_CLASSES & set(held.get("class", "").split()))
            self.open.append((tag, is_unread))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_unread for _tag, is_unread in self.open):
            self.pieces.append(data)


def bare_texts(html: str) -> Iterator[str]:
    """Yield what stands outside ⟦…⟧: data, or a text that nobody wrapped."""
    reader = _Reader()
    reader.feed(html)
    yield from _outside(reader.pieces)
    for text in reader.aside:
        yield from _outside([text])


def _outside(pieces: list[str]) -> Iterator[str]:
    depth = 0
    for piece in pieces:
        bare = ""
        for letter in piece:
            depth += (letter == "⟦") - (letter == "⟧" and depth > 0)
            bare += letter if not depth and letter != "⟧" else " "
        for part in bare.split("  "):
            if any(map(str.isalpha, part)):
                yield " ".join(part.split())
