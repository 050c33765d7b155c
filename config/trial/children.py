"""The supervisor's children: labelled, restarted with patience, ended with all they started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.trial.processes import end_processes, identify, read_process
from config.trial.services import REPOSITORY

_COLOURS = {"web": "36", "worker": "32", "scheduler": "35", "trial": "33"}
_STEADY_SECONDS = 30
_LONGEST_WAIT = 30.0
_WIDTH = max(map(len, _COLOURS))
_ONE_LINE_AT_A_TIME = threading.Lock()


def say(label: str, line: str) -> None:
    """Write one labelled line to the terminal; where that is gone, nobody reads it."""
    mark = f"{label:>{_WIDTH}} |"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        mark = f"\033[{_COLOURS[label]}m{mark}\033[0m"
    with _ONE_LINE_AT_A_TIME, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{mark} {line}\n")
        sys.stdout.flush()


@dataclass
class Child:
    """One program that should run for as long as the supervisor does."""

    label: str
    command: list[str]
    environment: dict[str, str]
    note: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the program in a group of its own; remember who it is."""
        self.process = subprocess.Popen(
            _tied_to_us(self.command), cwd=REPOSITORY, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        self.started_at = time.monotonic()
        if known := identify(self.process.pid):
            known.write(self.note)
        output = self.process.stdout
        if output is not None:
            threading.Thread(target=_pump, args=(self.label, output), daemon=True).start()

    def tend(self) -> None:
        """Start the program again once its time has come, if it has ended."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
            self.end_group(signal.SIGKILL)
            self.process = None
            self.failures = 1 if now - self.started_at > _STEADY_SECONDS else self.failures + 1
            wait = min(_LONGEST_WAIT, 2.0 ** (self.failures - 1) - 1)
            self.due_at = now + wait
            say("trial", f"{self.label} has ended ({_reason(code)}); starting it again{_in(wait)}.")
        if self.process is None and now >= self.due_at:
            self.start()

    def is_running(self) -> bool:
        """Tell whether the program runs."""
        return self.process is not None and self.process.poll() is None

    def renew(self) -> None:
        """Let the web server take new processes for its old ones, at the same address all the while."""
        if self.process is not None and self.is_running():
            self.process.send_signal(signal.SIGHUP)

    def end_group(self, number: signal.Signals) -> None:
        """Send a signal to the program and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def forget(self) -> None:
        """Drop the note of who it was, once it has ended."""
        self.note.unlink(missing_ok=True)


def end_children(children: list[Child], seconds: float) -> None:
    """End programs and their groups: asked first, killed after `seconds`."""
    for child in children:
        child.end_group(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while any(child.is_running() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        child.end_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
        child.forget()


def end_orphans(folder: Path) -> int:
    """End what a killed supervisor left running; return how many there were."""
    notes = list(folder.glob("child-*.json"))
    orphans = [found for note in notes if (found := read_process(note)) and found.is_alive()]
    for orphan in orphans:
        orphan.send_group(signal.SIGTERM)
    end_processes(orphans, seconds=5)
    for note in notes:
        note.unlink(missing_ok=True)
    return len(orphans)


def _tied_to_us(command: list[str]) -> list[str]:
    """Return a command that ends with this process, where the system knows how (Linux)."""
    if sys.platform != "linux":
        return command
    shim = str(Path(__file__).with_name("child.py"))
    return [sys.executable, "-I", "-S", shim, str(os.getpid()), *command]


def _pump(label: str, output: IO[bytes]) -> None:
    for line in output:
        say(label, line.decode(errors="replace").rstrip())


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _in(seconds: float) -> str:
    return f" in {seconds:.0f} s" if seconds >= 1 else ""
