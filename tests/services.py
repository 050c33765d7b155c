"""Services for the tests: a private PostgreSQL and Valkey for each run, beside any running trial.

As a pytest plugin (`-p tests.services`) it starts them before Django reads its settings and stops
them at the end; what a killed run leaves behind, the next run clears away. `python -m
tests.services COMMAND…` runs any command beside such a pair. `ThrowAwayServices` is the same pair
for tests that kill servers.
"""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.trial.account import forget_elsewhere
from config.trial.keys import load_keys
from config.trial.place import Place, locked, try_lock
from config.trial.postgres import Postgres
from config.trial.provision import APPLICATION, DATABASE, OWNER
from config.trial.valkey import Valkey

_PREFIX = "kjenn-test-"
_MARK = "KJENN_TEST_SERVICES"
_NEWBORN_SECONDS = 60
_TRANSLATIONS = Path(__file__).resolve().parent.parent / "scripts" / "translations.py"


class ThrowAwayServices:
    """A PostgreSQL and a Valkey in a folder of their own, which may be killed and started again.

    What was committed or queued outlives a kill, as in production, though not a power cut.
    """

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.place.prepare()
        self.keys = load_keys(self.place)
        self.postgres = Postgres(self.place, self.keys, throw_away=True)
        self.valkey = Valkey(self.place)

    def start(self) -> None:
        """Start whichever of the two does not answer."""
        with locked(self.place.run / "door.lock"):
            self.postgres.ensure()
            self.valkey.ensure()

    def stop(self) -> None:
        """Stop both as a shutdown would."""
        with locked(self.place.run / "door.lock"):
            self.postgres.stop()
            self.valkey.stop()

    def kill_postgres(self) -> None:
        """End every process of PostgreSQL with SIGKILL."""
        self.postgres.kill()

    def kill_valkey(self) -> None:
        """End Valkey with SIGKILL."""
        self.valkey.kill()

    def remove(self) -> None:
        """Stop both and delete everything they kept."""
        self.stop()
        self.place.remove_sockets()
        forget_elsewhere(self.place.postgres)
        shutil.rmtree(self.place.folder, ignore_errors=True)

    def database_url(self, database: str = DATABASE) -> str:
        """Return the address of a database for the application's role."""
        return self.postgres.url(APPLICATION, self.keys.application, database)

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the address of a database for the owner, who may create databases here."""
        return self.postgres.url(OWNER, self.keys.owner, database)

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the address of a database for the superuser."""
        return self.postgres.superuser_url(database)

    def environment(self, database: str = DATABASE) -> dict[str, str]:
        """Return the variables under which the product runs on this pair."""
        return {
            "KJENN_ENV": "trial",
            "KJENN_VAR": str(self.place.folder),
            "KJENN_DATABASE_ROLE": "application",
            "KJENN_BASE_URL": "http://localhost:8000",
            "SECRET_KEY": self.keys.secret_key,
            "KJENN_LINK_KEY": self.keys.link_key,
            "DATABASE_URL": self.database_url(database),
            "DATABASE_OWNER_URL": self.owner_url(database),
            "CELERY_BROKER_URL": self.valkey.url(),
        }


@contextlib.contextmanager
def private_services() -> Iterator[ThrowAwayServices]:
    """Run a pair of services in a new temporary folder for the length of a block."""
    _clear_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    owner = try_lock(folder / "owner.lock")
    services = ThrowAwayServices(folder / "var")
    try:
        services.start()
        yield services
    finally:
        services.remove()
        shutil.rmtree(folder, ignore_errors=True)
        if owner is not None:
            os.close(owner)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, Any, Any]:
    """Start the services before anything reads Django's settings."""
    if _MARK not in os.environ:
        subprocess.run([sys.executable, _TRANSLATIONS, "compile"], check=True)
        stack = contextlib.ExitStack()
        atexit.register(stack.close)
        services = stack.enter_context(private_services())
        # The owner's role creates the test database and its tables.
        os.environ.update(services.environment() | {"KJENN_DATABASE_ROLE": "owner"})
    return (yield)


def _clear_abandoned() -> None:
    """Stop and delete what runs that were killed have left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if found.st_uid != os.geteuid() or time.time() - found.st_mtime < _NEWBORN_SECONDS:
                continue
            owner = try_lock(folder / "owner.lock")
            if owner is None:
                continue
            if (folder / "var" / "keys.json").exists():
                ThrowAwayServices(folder / "var").remove()
            shutil.rmtree(folder, ignore_errors=True)
            os.close(owner)


def _run_beside(command: list[str]) -> int:
    with private_services() as services:
        environment = {**os.environ, **services.environment(), _MARK: "1"}
        environment["KJENN_DATABASE_ROLE"] = "owner"
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(_run_beside(sys.argv[1:]))
