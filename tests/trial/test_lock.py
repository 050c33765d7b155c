"""The locks: exact, hashed, without addresses, and holding one another."""

import re
import tomllib

import pytest

from config.trial.services import REPOSITORY

NAMES = ("base", "trial", "dev")


def _lock(name):
    return (REPOSITORY / "requirements" / f"{name}.txt").read_text()


def _entries(name):
    """Return the entries of a lock: what stands before the first hash, and how many hashes follow."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", _lock(name), flags=re.MULTILINE))
    lines = joined.splitlines()
    return {line.split(" ", 1)[0]: line.count("--hash=sha256:") for line in lines if line}


@pytest.mark.parametrize("name", NAMES)
def test_names_no_address(name):
    assert re.findall(r"https?:|file:|--index|--extra-index|--find-links| @ ", _lock(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_version_is_exact_and_hashed(name):
    entries = _entries(name)
    assert len(entries) > 30
    assert [entry for entry, hashes in entries.items() if "==" not in entry or not hashes] == []


@pytest.mark.parametrize(("narrow", "wide"), [("base", "trial"), ("trial", "dev")])
def test_holds_the_narrower_one(narrow, wide):
    assert _entries(narrow).keys() <= _entries(wide).keys()


def test_holds_everything_that_the_project_names():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    named = [*project["project"]["dependencies"], *groups["trial"], *groups["dev"]]
    names = {re.split(r"[^A-Za-z0-9-]", one)[0].lower() for one in named}
    locked = {entry.split("==")[0] for entry in _entries("dev")}
    assert names - locked == set()
