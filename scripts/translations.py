"""The texts of the product in its languages: `translations.py check|update|compile`.

`update` gathers every text from the code with Django's makemessages and merges it into
`locale/*/LC_MESSAGES/django.po`, `check` says what is missing or wrong there, and `compile` writes
the `.mo` files that Django reads; `gather FOLDER` leaves the merged files in a folder.

The `.mo` files are not kept in the repository: two translators would meet in a file that nobody can
merge. `make` compiles them whenever a `.po` is newer, with Babel, which production has as well;
gettext's own programs are needed only by `check` and `update`.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from system_packages import install

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

REPOSITORY = Path(__file__).resolve().parent.parent
LOCALE = REPOSITORY / "locale"
LANGUAGES = ("nb", "sv", "fi", "da")
# Where the product's texts are; those of tests and tools are for whoever builds it.
_ROOMS = ("config", "profiles", "consents", "segments", "surveys", "files", "integrations", "templates")  # fmt: skip
_ENDINGS = {".py", ".html", ".txt"}
_PROGRAMS = ("xgettext", "msgmerge", "msguniq", "msgattrib")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z]|%%|\{\w*(?::\w+)?\}|</?[a-z][^>]*>")

Key = tuple[str, str]


def main(verb: str, folder: str = "") -> int:
    """Do what the verb says; return the exit code."""
    if verb == "compile":
        return compile_changed()
    if not _has_gettext():
        sys.stderr.write(
            "The translations need GNU gettext: `sudo apt-get install gettext` on Debian and Ubuntu, "
            "`brew install gettext` on macOS.\n"
        )
        return 1
    if verb == "gather":
        _gather(Path(folder))
        return 0
    with tempfile.TemporaryDirectory(prefix="kjenn-texts-") as made:
        gathered = _gather(Path(made))
        return _update(gathered) if verb == "update" else _check(gathered)


def compile_changed() -> int:
    """Write each `.mo` that is missing or older than its `.po`."""
    for language in LANGUAGES:
        source = _po(LOCALE, language)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
    return 0


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - most calls find nothing to compile

    draft = target.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, _read(source))
    draft.replace(target)


def _read(path: Path) -> "Catalog":
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _po(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def _has_gettext() -> bool:
    def is_there() -> bool:
        return all(map(shutil.which, _PROGRAMS))

    return is_there() or (install("gettext", reason="the translations") and is_there())


def _gather(folder: Path) -> Path:
    """Copy the sources and the languages, merge the texts there, and return where they lie.

    makemessages writes beside the templates while it works: a copy keeps a killed check out of them.
    """
    for name in _sources():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, target)
    for language in LANGUAGES:
        _po(folder / "locale", language).parent.mkdir(parents=True)
        shutil.copyfile(_po(LOCALE, language), _po(folder / "locale", language))
    _make_messages(folder)
    for language in LANGUAGES:
        _tidy(_po(folder / "locale", language))
    return folder / "locale"


def _sources() -> Iterator[Path]:
    for room in _ROOMS:
        for path in (REPOSITORY / room).rglob("*"):
            if path.suffix in _ENDINGS:
                yield path.relative_to(REPOSITORY)


def _make_messages(folder: Path) -> None:
    """Run Django's makemessages: nothing guessed, nothing kept that the code no longer says."""
    from django.conf import settings  # noqa: PLC0415 - `compile` does without
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.management.commands import makemessages  # noqa: PLC0415

    class Command(makemessages.Command):
        msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    settings.configure(USE_I18N=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        call_command(
            Command(), locale=list(LANGUAGES), add_location="file", no_wrap=True, no_obsolete=True, verbosity=0
        )  # fmt: skip
    finally:
        os.chdir(before)


def _tidy(path: Path) -> None:
    """Leave out the dates, in which every two updates would differ."""
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')))


def _update(gathered: Path) -> int:
    for language in LANGUAGES:
        shutil.copyfile(_po(gathered, language), _po(LOCALE, language))
        missing = sum(not _is_translated(one) for one in _messages(_po(LOCALE, language)).values())
        sys.stdout.write(f"{language}: {missing} texts without a translation\n")
    return compile_changed()


def _messages(path: Path) -> "dict[Key, Message]":
    return {(one.context or "", _id(one)): one for one in _read(path) if _id(one)}


def _id(message: "Message") -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: "Message") -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _is_translated(message: "Message") -> bool:
    forms = _forms(message)
    return bool(forms) and all(forms)


def _check(gathered: Path) -> int:
    """Name every text that a language lacks or says wrongly, and fail where there is one."""
    is_whole = True
    for language in LANGUAGES:
        for fault in _faults(_po(gathered, language), _po(LOCALE, language)):
            is_whole = False
            sys.stdout.write(f"{language}: {fault}\n")
    if not is_whole:
        sys.stdout.write(
            "`make messages` gathers the texts; then fill in locale/*/LC_MESSAGES/django.po.\n"
        )
    return 0 if is_whole else 1


def _faults(wanted: Path, present: Path) -> Iterator[str]:
    expected, found = _messages(wanted), _messages(present)
    for key in found.keys() - expected.keys():
        yield f"obsolete: {_short(key)}"
    for key, message in expected.items():
        said = found.get(key)
        if said is None or said.id != message.id:
            yield f"missing: {_short(key)}"
        else:
            yield from (f"{fault}: {_short(key)}" for fault in _mistakes(said))


def _short(key: Key) -> str:
    context, text = key
    return repr(f"{context}|{text}" if context else text)


def _mistakes(message: "Message") -> Iterator[str]:
    """Yield what is wrong with a translation that is there."""
    originals = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    forms = _forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not _is_translated(message):
        yield "untranslated"
        return
    if len(forms) != len(originals):
        yield "plural forms"
    if any(_edges(form) != _edges(originals[0]) for form in forms):
        yield "line breaks at the ends"
    # A singular may spell its number out ("one file"); every other form says all that English says.
    marks = [_placeholders(text) for text in originals]
    for position, form in enumerate(forms):
        least = marks[0] if position == 0 else marks[-1]
        if not _between(least, _placeholders(form), max(marks, key=len)):
            yield "placeholders"


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _between(least: list[str], marks: list[str], most: list[str]) -> bool:
    return set(least) <= set(marks) <= set(most) and len(marks) <= len(most)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
