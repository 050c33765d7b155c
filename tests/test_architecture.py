"""The contracts of the house hold, and each of them catches a planted breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "profiles", "consents", "segments", "surveys", "files", "integrations", "tests")

# A module to add for each contract, and what it says.
BREACHES = {
    "Apps look down, never up or sideways": ("profiles/planted_up.py", "import surveys.models"),
    "Only config knows config": ("segments/planted_config.py", "import config.settings"),
    "Inside an app: interfaces, then services, then models": (
        "profiles/models/planted_service.py",
        "import profiles.services.records",
    ),
    "The domain does not know the web, the queue or the spreadsheet": (
        "surveys/services/planted_web.py",
        "import rest_framework",
    ),
    "Only consents touches the ledger's rows": (
        "files/services/planted_ledger.py",
        "import consents.models",
    ),
    "Who may record consent": (
        "segments/services/planted_writer.py",
        "import consents.services.decisions",
    ),
    "No cycles between siblings": (
        "profiles/models/planted_cycle.py",
        "import profiles.models.planted_cycle_back",
    ),
}


def lint(folder: Path) -> str:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run(
        [*command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def all_but_python(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]


@pytest.fixture(scope="module")
def report_of_breaches(tmp_path_factory) -> str:
    """The report on a copy of the house in which every contract is broken once."""
    house = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, house / room, ignore=all_but_python)
    shutil.copy(ROOT / "pyproject.toml", house)
    for place, line in BREACHES.values():
        (house / place).write_text(f"{line}\n")
    (house / "profiles/models/planted_cycle_back.py").write_text(
        "import profiles.models.planted_cycle\n"
    )
    return lint(house)


def test_the_house_keeps_every_contract():
    assert "7 kept, 0 broken" in lint(ROOT)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_caught(report_of_breaches, contract):
    assert f"{contract} BROKEN" in report_of_breaches
