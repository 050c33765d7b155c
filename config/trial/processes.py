"""Processes by identity: a number alone may have been given to somebody else since.

A process is known by its number *and* its start time, so that a stale file never ends a stranger.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_AFTER_NAME_STATE = 0
_AFTER_NAME_START = 19


@dataclass(frozen=True)
class Process:
    """One process: its number and an opaque mark of when it started."""

    pid: int
    started: str

    def is_alive(self) -> bool:
        """Tell whether this very process still runs (a zombie does not)."""
        return identify(self.pid) == self

    def send(self, number: signal.Signals) -> None:
        """Send a signal to this very process, if it still runs."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, number)

    def send_group(self, number: signal.Signals) -> None:
        """Send a signal to the group that this process leads, if it still runs."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def write(self, path: Path) -> None:
        """Keep this identity in a file, all of it or nothing."""
        replace_file(path, json.dumps(asdict(self)))


def identify(pid: int) -> Process | None:
    """Return the running process of that number; nothing where there is none, or only a zombie."""
    if (_PROC / "self" / "stat").exists():
        return _identify_by_proc(pid)
    return _identify_by_ps(pid)


def read_process(path: Path) -> Process | None:
    """Return the identity that `Process.write` kept; nothing where it is absent or unreadable."""
    try:
        kept = json.loads(path.read_text())
        return Process(pid=int(kept["pid"]), started=str(kept["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def processes_inside(folder: Path) -> list[Process]:
    """Return the processes whose working folder is this one (Linux only; elsewhere none)."""
    found = []
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                process = identify(int(entry.name))
                found += [process] if process else []
    return found


def wait_gone(processes: list[Process], seconds: float) -> bool:
    """Wait until none of the processes runs any more; tell whether that came to be."""
    deadline = time.monotonic() + seconds
    while any(process.is_alive() for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end_processes(processes: list[Process], seconds: float = 10) -> None:
    """End processes: asked first, killed after `seconds`."""
    for process in processes:
        process.send(signal.SIGTERM)
    if not wait_gone(processes, seconds):
        for process in processes:
            process.send(signal.SIGKILL)
        wait_gone(processes, seconds)


def replace_file(path: Path, content: str, mode: int = 0o600) -> None:
    """Write a file so that a reader, or a kill, never meets half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:  # noqa: PTH123 - the mode must hold from the first byte
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _identify_by_proc(pid: int) -> Process | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold anything: count the fields after the last one.
    fields = stat.rpartition(")")[2].split()
    if fields[_AFTER_NAME_STATE] in "ZX":
        return None
    return Process(pid=pid, started=f"{_boot()} {fields[_AFTER_NAME_START]}")


@cache
def _boot() -> str:
    """Return the mark of this start of the machine: ticks alone would repeat after the next."""
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def _identify_by_ps(pid: int) -> Process | None:
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607 - macOS has no /proc
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.strip()
    state, _, started = answer.partition(" ")
    if not state or state.startswith("Z"):
        return None
    return Process(pid=pid, started=started.strip())
