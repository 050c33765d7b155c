"""What the check of the translations (scripts/translations.py) takes for a fault."""

import importlib
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(settings.BASE_DIR / "scripts"))
    return importlib.import_module("translations")


@pytest.fixture
def faults(script, tmp_path):
    """Compare what the code says with what a language says; the header is added."""

    def compare(wanted: str, present: str) -> list[str]:
        files = []
        for name, text in (("wanted.po", wanted), ("present.po", present)):
            files.append(Path(tmp_path / name))
            files[-1].write_text(_HEADER + text)
        return list(script._faults(*files))

    return compare


_HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ONE = 'msgid "Save %(name)s"\nmsgstr "{}"\n'
MANY = 'msgid "One file"\nmsgid_plural "%(count)s files"\nmsgstr[0] "{}"\nmsgstr[1] "{}"\n'


@pytest.mark.parametrize("said", ["Lagre %(name)s", "%(name)s: lagre"])
def test_a_whole_translation_is_no_fault(faults, said):
    assert faults(ONE.format(""), ONE.format(said)) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", "untranslated: 'Save %(name)s'"),
        ("Lagre", "placeholders: 'Save %(name)s'"),
        ("Lagre %(navn)s", "placeholders: 'Save %(name)s'"),
        ("Lagre %(name)s %(name)s", "placeholders: 'Save %(name)s'"),
        ("Lagre %(name)s\\n", "line breaks at the ends: 'Save %(name)s'"),
    ],
)
def test_a_translation_says_all_that_english_says(faults, said, expected):
    assert faults(ONE.format(""), ONE.format(said)) == [expected]


def test_a_text_that_nobody_gathered_is_missing(faults):
    assert faults(ONE.format(""), "") == ["missing: 'Save %(name)s'"]


def test_a_text_that_the_code_no_longer_says_is_obsolete(faults):
    assert faults("", ONE.format("Lagre %(name)s")) == ["obsolete: 'Save %(name)s'"]


def test_a_guess_is_not_a_translation(faults):
    assert faults(ONE.format(""), "#, fuzzy\n" + ONE.format("Lagre %(name)s")) == [
        "fuzzy: 'Save %(name)s'"
    ]


def test_both_plural_forms_are_needed(faults):
    assert faults(MANY.format("", ""), MANY.format("Én fil", "")) == ["untranslated: 'One file'"]


def test_a_singular_may_spell_its_number_out_and_a_plural_may_not(faults):
    assert faults(MANY.format("", ""), MANY.format("Én fil", "%(count)s filer")) == []
    assert faults(MANY.format("", ""), MANY.format("%(count)s fil", "%(count)s filer")) == []
    assert faults(MANY.format("", ""), MANY.format("Én fil", "Filer")) == [
        "placeholders: 'One file'"
    ]


def test_the_same_words_in_two_contexts_are_two_texts(faults):
    wanted = 'msgctxt "channel"\nmsgid "Post"\nmsgstr ""\n'
    assert faults(wanted, 'msgid "Post"\nmsgstr "Post"\n') == [
        "obsolete: 'Post'",
        "missing: 'channel|Post'",
    ]


def test_a_newer_source_is_compiled(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "LOCALE", tmp_path)
    monkeypatch.setattr(script, "LANGUAGES", ("nb",))
    source = tmp_path / "nb" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(_HEADER + ONE.format("Lagre %(name)s"))
    assert script.compile_changed() == 0
    assert "Lagre" in source.with_suffix(".mo").read_bytes().decode(errors="replace")
    assert [path.name for path in sorted(source.parent.iterdir())] == ["django.mo", "django.po"]
