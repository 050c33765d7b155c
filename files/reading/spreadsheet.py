"""Spreadsheets: checked, then turned once into CSV by a child process that may die."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from config.lib.numbers import grouped
from files.reading.archive import check_archive
from files.reading.errors import UnreadableFileError

MAX_CELLS = 5_000_000
MEMORY_MB = 1_024
SECONDS = 120

_CHILD = Path(__file__).with_name("xlsx_child.py")


def convert_spreadsheet(path: Path, target: Path) -> tuple[str, ...]:
    """Write the first filled sheet as UTF-8 CSV; return warnings; raise UnreadableFileError."""
    check_archive(path)
    answer = _run(path, target)
    problem = _problem(answer.get("error", ""))
    if problem:
        target.unlink(missing_ok=True)
        raise UnreadableFileError(problem)
    if not answer["others"]:
        return ()
    return (
        _("Only the sheet “%(sheet)s” is read; the file has more: %(others)s.")
        % {"sheet": answer["sheet"], "others": ", ".join(answer["others"])},
    )


def _run(path: Path, target: Path) -> dict[str, Any]:
    """Return the child's answer; one that dies without a word has met a limit."""
    limits = [str(limit) for limit in (MEMORY_MB, SECONDS, MAX_CELLS)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no shell)
            [sys.executable, "-I", str(_CHILD), str(path), str(target), *limits],
            capture_output=True,
            timeout=2 * SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {"error": "memory"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _problem(error: str) -> str:
    if error in {"cells", "memory"}:
        return _(
            "The spreadsheet is too large: at most %(cells)s cells and 1 GB of memory. "
            "Save it as CSV, which has no such limit."
        ) % {"cells": grouped(MAX_CELLS)}
    if error == "empty":
        return _("The spreadsheet is empty.")
    return _("The spreadsheet is damaged; save it again.") if error else ""
