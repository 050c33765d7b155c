"""No text of a page escapes the translators, and what others wrote speaks our languages too."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils.translation import trans_real

from tests.access.world import make_world
from tests.texts.pages import Reading, read_every_page
from tests.texts.pseudo import pseudo_language
from tests.texts.reading import bare_texts


@pytest.fixture(scope="module")
def reading(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Reading]:
    """What every page says, read once."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        yield read_every_page(make_world())
        transaction.set_rollback(True)


def test_no_page_fails(reading):
    assert reading.faults == []


def test_every_text_of_every_page_is_wrapped(reading):
    assert len(reading.asked) > 500
    assert reading.bare == {}


@pytest.mark.parametrize("language", ["nb", "sv", "fi", "da"])
def test_texts_of_others_speak_our_languages(reading, ours, language):
    """Ours are the business of `make translations`; these belong in config/lib/third_party_texts.py."""
    assert sorted(reading.asked - ours - _known(language)) == []


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> set[str]:
    """What our own code says, gathered as `make messages` does."""
    folder = tmp_path_factory.mktemp("texts")
    script = settings.BASE_DIR / "scripts" / "translations.py"
    subprocess.run([sys.executable, script, "gather", folder], check=True)
    with (folder / "locale" / "nb" / "LC_MESSAGES" / "django.po").open("rb") as source:
        return {_id(message) for message in read_po(source)}


def _known(language: str) -> set[str]:
    made: Any = trans_real.DjangoTranslation(language)
    parts = made._catalog._catalogs
    return {each if isinstance(each, str) else each[0] for part in parts for each in part}


def _id(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{text}" if message.context else text


def test_no_text_is_translated_when_its_module_is_read():
    """`gettext` outside a function speaks the language of the process's start: it must be `gettext_lazy`."""
    assert [place for path in _sources() for place in _read_too_early(path)] == []


def _sources() -> Iterator[Path]:
    for room in ("config", "profiles", "consents", "segments", "surveys", "files", "integrations"):
        yield from (settings.BASE_DIR / room).rglob("*.py")


def _read_too_early(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext"}
    }
    for call in _calls_at_once(tree):
        if isinstance(call.func, ast.Name) and call.func.id in names:
            yield f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"


def _calls_at_once(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls outside functions."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(inner, ast.Call):
            yield inner
        yield from _calls_at_once(inner)


def test_the_net_finds_a_bare_text():
    with pseudo_language():
        page = "<p>⟦Wrapped <b>whole</b> ⟦5 days⟧⟧ bare</p><input type=submit value=Go><i title=Tip></i>"
        assert list(bare_texts(page)) == ["bare", "Go", "Tip"]
