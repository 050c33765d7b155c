"""The shipped catalogue, read as the plain data that it is."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"en", "nb", "sv", "fi", "da"}


def _read(room: str, name: str, entry: str) -> list[dict[str, Any]]:
    path = ROOT / room / "catalogue" / f"{name}.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[entry]
    return found


ATTRIBUTES = _read("profiles", "attributes", "attribute")
PURPOSES = _read("consents", "purposes", "purpose")
WORDINGS = _read("consents", "wordings", "wording")
QUESTIONS = _read("surveys", "questions", "question")

ATTRIBUTE = {entry["slug"]: entry for entry in ATTRIBUTES}
PURPOSE = {entry["slug"]: entry for entry in PURPOSES}
QUESTION = {entry["slug"]: entry for entry in QUESTIONS}

ENTRIES = [
    *((f"attribute {entry['slug']}", entry) for entry in ATTRIBUTES),
    *(
        (f"option {entry['slug']}.{option['slug']}", option)
        for entry in [*ATTRIBUTES, *QUESTIONS]
        for option in entry.get("option", [])
    ),
    *((f"purpose {entry['slug']}", entry) for entry in PURPOSES),
    *((f"wording {entry['purpose']} v{entry['version']}", entry) for entry in WORDINGS),
    *((f"question {entry['slug']}", entry) for entry in QUESTIONS),
]
TEXTS = [
    (f"{name} {key}", entry[key])
    for name, entry in ENTRIES
    for key in ("label", "help", "text", "description")
    if key in entry
]
