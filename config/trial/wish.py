"""The wish for an empty trial, as a page writes it down and the supervisor finds it (emptying.py)."""

import json
from pathlib import Path
from typing import Any

from config.trial.place import is_locked
from config.trial.processes import replace_file


def wish_file(folder: Path) -> Path:
    """Return the file that says that a trial is to be emptied."""
    return folder / "run" / "empty.json"


def is_supervised(folder: Path) -> bool:
    """Tell whether a `make run` is there to do it."""
    lock = folder / "run" / "run.lock"
    return lock.exists() and is_locked(lock)


def wish_empty(folder: Path, account: dict[str, Any]) -> None:
    """Ask for an empty trial, in which one account (fields of Steward, and `roles`) is kept."""
    replace_file(wish_file(folder), json.dumps(account))
