"""The way in: what a file is, and its rows ready to be read."""

import tempfile
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from files.reading.errors import UnreadableFileError
from files.reading.shape import FileShape
from files.reading.spreadsheet import convert_spreadsheet
from files.reading.text_file import sniff_text

_ZIP = b"PK\x03\x04"
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": gettext_noop("This is an old or locked spreadsheet; save it as .xlsx."),
    b"%pdf": gettext_noop("This is a PDF; save the table in it as .xlsx or CSV."),
    b"\x1f\x8b": gettext_noop("This file is packed; unpack it and bring the file inside."),
    b"{\\rtf": gettext_noop("This is a text document; save the table in it as .xlsx or CSV."),
    b"<!doctype": gettext_noop("This is a web page; save the table in it as .xlsx or CSV."),
    b"<html": gettext_noop("This is a web page; save the table in it as .xlsx or CSV."),
    b"<?xml": gettext_noop("This is XML, not a table; save it as .xlsx or CSV."),
}


def sniff(path: Path, *, file_name: str = "") -> FileShape:
    """Return what a file is; a spreadsheet is converted for that and the result thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        return prepare(path, Path(folder), file_name=file_name)[1]


def prepare(path: Path, workdir: Path, *, file_name: str = "") -> tuple[Path, FileShape]:
    """Return the text file to read and its shape; a spreadsheet becomes CSV in `workdir`, once.

    Raises UnreadableFileError with a sentence for the person who brought the file.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(_ZIP):
        return _prepare_spreadsheet(path, workdir, file_name or path.name)
    for mark, sentence in _FOREIGN.items():
        if head.lstrip().lower().startswith(mark):
            raise UnreadableFileError(_(sentence))
    return path, sniff_text(path, file_name=file_name)


def _prepare_spreadsheet(path: Path, workdir: Path, file_name: str) -> tuple[Path, FileShape]:
    target = workdir / f"{path.stem}.csv"
    warnings = convert_spreadsheet(path, target)
    shape = sniff_text(target, file_name=file_name)
    return target, replace(
        shape, format="xlsx", size=path.stat().st_size, warnings=warnings + shape.warnings
    )
