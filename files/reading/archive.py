"""Whether a spreadsheet's archive is safe to open; told from its directory, nothing is unpacked."""

import stat
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from config.lib.numbers import grouped
from files.reading.errors import UnreadableFileError

MAX_ENTRIES = 1_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 100
_SMALL = 1 << 20  # a short part may be nothing but repetition
_HEADER = 30  # bytes of a local header without its name


def check_archive(path: Path) -> None:
    """Raise UnreadableFileError for what is no spreadsheet, and for archives built to do harm."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(_("The spreadsheet is damaged; save it again.")) from error
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise UnreadableFileError(
            _("This is a packed file, not a spreadsheet; unpack it and bring the files inside.")
        )
    problem = _size_problem(entries) or _structure_problem(entries)
    if problem:
        raise UnreadableFileError(problem)


def _size_problem(entries: list[zipfile.ZipInfo]) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        return _("The spreadsheet has more than %(limit)s parts.") % {"limit": grouped(MAX_ENTRIES)}
    if unpacked > MAX_UNPACKED:
        return _("The spreadsheet unpacks to more than 1 GB; save it as CSV.")
    if any(entry.file_size > max(_SMALL, entry.compress_size * MAX_RATIO) for entry in entries):
        return _("A part of the spreadsheet unpacks to over %(limit)s times its size.") % {
            "limit": MAX_RATIO
        }
    return ""


def _structure_problem(entries: list[zipfile.ZipInfo]) -> str:
    if any(entry.flag_bits & 1 for entry in entries):
        return _("The spreadsheet is protected by a password; take it off and try again.")
    if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        return _("The spreadsheet holds a link to another file.")
    if any(entry.filename.startswith("/") or ".." in entry.filename for entry in entries):
        return _("The spreadsheet holds a part outside itself.")
    return _("The parts of the spreadsheet overlap.") if _overlap(entries) else ""


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Return whether two parts share bytes, as in bombs that unpack one part many times."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER + len(entry.filename.encode()) + entry.compress_size
    return False
