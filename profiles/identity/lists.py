"""One of a list, several of a list, and free words."""

import re
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils.translation import gettext_noop as _

from profiles.identity.convention import Convention, Option
from profiles.identity.errors import not_understood
from profiles.identity.text import as_text, clean_line, without_control_characters

MAX_TAGS = 500
_SHOWN_OPTIONS = 8

_SEVERAL = re.compile(r"\s+:::\s+|\s*[;|\n]\s*|\s*,\s*")
_QUOTED = re.compile(r'"+([^"]*)"+')


def normalise_choice(raw: Any, convention: Convention) -> str:
    """Return the slug of the option that the text means; without options, the text."""
    text = clean_line(raw)
    if not convention.options:
        return text
    slug = _by_label(convention.options).get(_folded(text))
    if slug is None:
        raise not_understood(
            text,
            _("“%(value)s” is not one of the choices: %(choices)s."),
            choices=", ".join(option.slug for option in convention.options[:_SHOWN_OPTIONS]),
        )
    return slug


def normalise_choices(raw: Any, convention: Convention) -> list[str]:
    """Return the slugs that the cell or list means, each once, in the order of the options."""
    found = {normalise_choice(part, convention) for part in _choices(raw, convention)}
    if not convention.options:
        return sorted(found)
    return [option.slug for option in convention.options if option.slug in found]


def normalise_tags(raw: Any, convention: Convention) -> list[str]:  # noqa: ARG001
    """Return the words, each once whatever its case, sorted; a list's items as they are."""
    parts = (
        [clean_line(part) for part in raw] if isinstance(raw, list) else split_tags(as_text(raw))
    )
    tags = {tag.casefold(): tag for tag in sorted(filter(None, parts), reverse=True)}
    if len(tags) > MAX_TAGS:
        raise not_understood(
            raw, _("“%(value)s” holds more than %(limit)s words; leave some out."), limit=MAX_TAGS
        )
    return [tags[key] for key in sorted(tags)]


def split_tags(text: str) -> list[str]:
    """Return the parts of a cell: by , ; | or :::, or quoted as Mailchimp does ("VIP","Blog")."""
    text = unescape(text)
    quoted = _QUOTED.findall(text) if text.lstrip().startswith('"') else []
    parts = quoted or _SEVERAL.split(text)
    return [_clean_tag(part) for part in parts]


def _clean_tag(part: str) -> str:
    """Return the word without what cannot be stored; nothing for Google's own "* myContacts"."""
    tag = clean_line(without_control_characters(part))
    return "" if tag.startswith("* ") else tag


def _choices(raw: Any, convention: Convention) -> list[Any]:
    """Split a cell, unless the whole of it is the label of one option (which may hold a comma)."""
    if isinstance(raw, list):
        return raw
    text = as_text(raw)
    if _folded(text) in _by_label(convention.options):
        return [text]
    return [part for part in _SEVERAL.split(text.strip()) if part]


@lru_cache(maxsize=512)
def _by_label(options: tuple[Option, ...]) -> dict[str, str]:
    labels = {_folded(label): option.slug for option in options for label in option.labels}
    return labels | {_folded(option.slug): option.slug for option in options}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
