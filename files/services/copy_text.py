"""Fields of COPY's text format, in which rows go to the database."""

import json
import re
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import Any

NULL = r"\N"
_CODES = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))
_MARKED = re.compile(r"[\\\t\n\r]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of fields as COPY reads them."""
    return "".join(["\t".join(row) + "\n" for row in rows])


def text_field(text: str) -> str:
    """Return the text with the marks of COPY's text format escaped; str.translate would be slower by far."""
    for mark, code in _CODES if _MARKED.search(text) else ():
        text = text.replace(mark, code)
    return text


def json_field(value: Any) -> str:
    """Return the value as JSON, in which only backslashes are left to escape."""
    return _ENCODER.encode(value).replace("\\", r"\\")


def array_field(texts: Sequence[str]) -> str:
    """Return an array literal; JSON quotes a text just as PostgreSQL's arrays do."""
    return text_field("{" + ",".join(map(encode_basestring, texts)) + "}") if texts else "{}"
