"""Rows that ship as data: TOML beside the code, loaded once each, never over what a person has edited."""

import tomllib
from pathlib import Path
from typing import Any


def shipped(path: Path, table: str) -> list[dict[str, Any]]:
    """Return the entries of one table of a TOML file, in the order of the file."""
    with path.open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)[table]
    return entries
