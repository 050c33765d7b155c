"""A PostgreSQL and Valkey pair of a test's own, and whole trials in folders of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.trial.services import REPOSITORY
from tests.services import ThrowAwayServices

SETTINGS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL", "SECRET_KEY",
    "KJENN_LINK_KEY", "KJENN_BASE_URL", "KJENN_DATABASE_ROLE", "KJENN_ENV", "KJENN_VAR", "PORT",
    "DJANGO_SETTINGS_MODULE",
)  # fmt: skip
LONG = pytest.mark.skipif(os.environ.get("KJENN_FAULTS") != "full", reason="only in `make faults`")


class Trial:
    """A `make run` of a test's own, without make: its folder, its port, its output."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.given: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        return kept | {"KJENN_VAR": str(self.folder), "PORT": str(self.port)} | self.given

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "config.trial", *words], cwd=REPOSITORY, env=self.environment(),
            capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=REPOSITORY, env=self.environment(),
            capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> str:
        """Start and wait until it says that it is ready; return what it said."""
        self.collect()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.trial", "run"], cwd=REPOSITORY, env=self.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said += line
            if "(ready after" in line:
                return said
        raise AssertionError(f"The trial ended before it was ready:\n{said}")

    def close(self) -> None:
        self.command("stop")
        self.collect()

    def collect(self) -> None:
        """Wait for the supervisor, which has been told to end or was killed."""
        if self.process is not None:
            self.process.wait(30)
            assert self.process.stdout is not None
            self.process.stdout.close()

    def pids(self, mark: str = "") -> list[int]:
        """Return the processes that work in this folder, or were started for it."""
        return [pid for pid in _pids() if self._is_ours(pid) and mark in _command_line(pid)]

    def _is_ours(self, pid: int) -> bool:
        folder = str(self.folder).encode()
        try:
            here = Path(f"/proc/{pid}/cwd").readlink().is_relative_to(self.folder)
            named = b"KJENN_VAR=" + folder + b"\0" in Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
        return here or named


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def services(tmp_path: Path) -> Iterator[ThrowAwayServices]:
    """Return a pair that runs, and may be killed."""
    pair = ThrowAwayServices(tmp_path / "pair")
    pair.start()
    yield pair
    pair.remove()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThrowAwayServices]:
    """Return a pair that the tests of a module share; each leaves it running."""
    shared = ThrowAwayServices(tmp_path_factory.mktemp("pair") / "var")
    shared.start()
    yield shared
    shared.remove()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """Return a trial that has said it is ready; the tests of a module share it."""
    trial = Trial(tmp_path_factory.mktemp("trial") / "var", free_port())
    trial.start()
    yield trial
    trial.close()


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """Return a trial that was never started."""
    one = Trial(tmp_path / "var", free_port())
    yield one
    one.close()
