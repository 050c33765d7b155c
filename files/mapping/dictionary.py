"""The headers of the world, loaded once from data."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from files.mapping.targets import DEFAULT_PURPOSE

_DATA = Path(__file__).with_name("data")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_OPT_OUT = re.compile(r"opt-out (?P<purpose>[a-z0-9_-]+)/(?P<channel>email|sms|phone|post)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means: a target, and for a consent how its cells read."""

    target: str
    reason: str = "header"
    confidence: float = 0.9
    channel: str = ""
    reads: str = ""
    named_purpose: str = ""

    @property
    def purpose(self) -> str:
        """Return the purpose of a consent."""
        if self.named_purpose:
            return self.named_purpose
        return DEFAULT_PURPOSE if self.target == "consent" else ""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A system whose files are known by their signature."""

    name: str
    signature: frozenset[str]
    columns: dict[str, Meaning]
    time_zone: str = ""


def opt_out_header(purpose: str, channel: str) -> str:
    """Return the heading under which records that leave carry a no, and bring it back."""
    return f"opt-out {purpose}/{channel}"


def own_opt_out(header: str) -> Meaning | None:
    """Return the no that one of our own headings stands for."""
    found = _OPT_OUT.fullmatch(header.strip())
    if found is None:
        return None
    return Meaning(
        "consent",
        confidence=0.99,
        channel=found["channel"],
        reads="opt_out",
        named_purpose=found["purpose"],
    )


def header_key(header: str) -> str:
    """Return the header as it is looked up: no case, blanks or punctuation, accents kept."""
    return _NOT_A_LETTER.sub("", normalize("NFC", header).casefold())


def without_number(key: str) -> str:
    """Return the key of "E-mail 2 Address" as that of "E-mail Address"."""
    return _DIGITS.sub("", key)


@lru_cache(maxsize=2)
def headers_of(kind: str) -> dict[str, Meaning]:
    """Return the meaning of every known header of a file of customers or of events."""
    data = _load("headers")
    known = {header_key(header): Meaning("ignore", "internal") for header in _internal(data)}
    if kind == "customers":
        known |= {
            header_key(header): _consent_meaning(group)
            for group in data["consent"]
            for header in group["headers"]
        }
    for target, headers in data[kind].items():
        known |= {header_key(header): Meaning(target) for header in headers}
    return known


def _consent_meaning(group: dict[str, Any]) -> Meaning:
    return Meaning(
        "consent",
        channel=group["channel"],
        reads=group["reads"],
        named_purpose=group.get("purpose", ""),
    )


@lru_cache(maxsize=1)
def vendors() -> tuple[Vendor, ...]:
    """Return the systems whose files are known."""
    return tuple(
        Vendor(
            name=entry["name"],
            signature=frozenset(map(header_key, entry["signature"])),
            columns=_vendor_columns(entry),
            time_zone=entry.get("time_zone", ""),
        )
        for entry in _load("vendors")["vendor"]
    )


@lru_cache(maxsize=1)
def country_words() -> dict[str, frozenset[str]]:
    """Return, by country, the keys of headers that only its files use."""
    return {
        country: frozenset(map(header_key, headers))
        for country, headers in _load("headers")["countries"].items()
    }


@lru_cache(maxsize=1)
def option_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, by fact and option, the words that other systems write for the option."""
    return {
        slug: {option: tuple(words) for option, words in options.items()}
        for slug, options in _load("words").items()
    }


def _internal(data: dict[str, Any]) -> list[str]:
    headers: list[str] = data["internal"]["headers"]
    return headers


def _vendor_columns(entry: dict[str, Any]) -> dict[str, Meaning]:
    ignored = {
        header_key(header): Meaning("ignore", "internal") for header in entry.get("ignore", ())
    }
    return ignored | {
        header_key(header): _vendor_meaning(value)
        for header, value in entry.get("columns", {}).items()
    }


def _vendor_meaning(value: str | dict[str, str]) -> Meaning:
    parts = {"target": value} if isinstance(value, str) else value
    return Meaning(**parts, reason="vendor", confidence=0.95)


def _load(name: str) -> dict[str, Any]:
    with (_DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
