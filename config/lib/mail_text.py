"""Texts of mails: with holes for links, which are secrets and so stand in no row."""

import re
from collections.abc import Mapping

# A hole is made of private characters, which nobody types by accident.
LINK = "\ue000l\ue000"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LONGEST_SUBJECT = 300


def plain(text: str) -> str:
    """Return a text without characters that could pass for a hole."""
    return _PRIVATE.sub("", text)


def linked(text: str, links: Mapping[str, str]) -> str:
    """Return a text with a link in each hole."""
    for hole, link in links.items():
        text = text.replace(hole, link)
    return text


def one_line(text: str) -> str:
    """Return a subject: a header takes no line breaks."""
    return " ".join(text.split())[:_LONGEST_SUBJECT]
