"""The documents say what is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "profiles", "consents", "segments", "surveys", "files", "integrations")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("docs/*.md")])
# The sources of what the environment may say; PORT belongs to the trial's launcher.
READS = re.compile(r"""env\.\w+\(\s*["']([A-Z_]+)["']""")
NAMED = re.compile(r"^\|(?: `[A-Z_]+`,?)+ \|", re.MULTILINE)


def test_the_readme_names_every_setting_and_no_other():
    readers = [ROOT / "config/settings.py", ROOT / "config/gunicorn.py"]
    settings = {name for reader in readers for name in READS.findall(reader.read_text())}
    settings |= {"DATABASE_URL", "DATABASE_OWNER_URL", "PORT"}
    readme = (ROOT / "README.md").read_text()
    named = {name for row in NAMED.findall(readme) for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == settings


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_readme(room):
    assert (ROOT / room / "README.md").is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_command_of_the_readme_exists():
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", (ROOT / "README.md").read_text()))
    assert named - set(get_commands()) == set()
