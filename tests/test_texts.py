"""No text of a page escapes the translators, and what others wrote speaks our languages too."""

import subprocess
import sys
from collections.abc import Iterator
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


def test_the_net_finds_a_bare_text():
    with pseudo_language():
        page = "<p>⟦Wrapped <b>whole</b> ⟦5 days⟧⟧ bare</p><input type=submit value=Go><i title=Tip></i>"
        assert list(bare_texts(page)) == ["bare", "Go", "Tip"]
