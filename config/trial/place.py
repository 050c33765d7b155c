"""The trial's folder, its locks and its sockets.

Everything that must outlive a start lies in one folder (`KJENN_VAR`, else `var/`), readable by
its owner alone. Sockets lie elsewhere, in a short private folder: their paths may hold no more
than about a hundred characters, and a checkout may lie deeper than that.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.trial.processes import replace_file

_LONGEST_TEMPORARY_FOLDER = 60


class PlaceError(Exception):
    """The trial's folder cannot be used; the message says why and what would do."""


@dataclass(frozen=True)
class Place:
    """One trial's folder: two of them never meet."""

    folder: Path

    def prepare(self) -> None:
        """Create the folders; raise PlaceError where they belong to somebody else."""
        try:
            for name in ("", "run", "postgres", "valkey", "static"):
                folder = self.folder / name
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise PlaceError(
                f"The data folder {self.folder} cannot be made ({error.strerror}): "
                f"choose another one, KJENN_VAR=/some/folder."
            ) from error
        owner = self.folder.stat().st_uid
        if owner != os.geteuid():
            raise PlaceError(
                f"The data folder {self.folder} belongs to another user (number {owner}): "
                f"run this as that user, or choose another folder, KJENN_VAR=/some/folder."
            )

    @property
    def run(self) -> Path:
        """Return the folder of locks and process identities."""
        return self.folder / "run"

    @property
    def postgres(self) -> Path:
        """Return PostgreSQL's folder."""
        return self.folder / "postgres"

    @property
    def valkey(self) -> Path:
        """Return Valkey's folder."""
        return self.folder / "valkey"

    def sockets(self) -> Path:
        """Return the private folder for sockets, a new one where the last is gone."""
        note = self.run / "sockets"
        with contextlib.suppress(OSError):
            kept = Path(note.read_text())
            if _is_private(kept):
                return kept
        made = Path(tempfile.mkdtemp(prefix="kjenn-", dir=_short_temporary_folder()))
        replace_file(note, str(made))
        return made

    def remove_sockets(self) -> None:
        """Remove the folder of sockets; the next start makes another."""
        note = self.run / "sockets"
        with contextlib.suppress(OSError):
            kept = Path(note.read_text())
            note.unlink()
            if _is_private(kept):
                shutil.rmtree(kept, ignore_errors=True)


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Take a lock that ends with this process; return its descriptor, or nothing if held."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def is_locked(path: Path) -> bool:
    """Tell whether any process holds the lock."""
    descriptor = try_lock(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def take_lock(path: Path, seconds: float) -> int | None:
    """Take a lock, trying for so long: somebody may hold it just to see whether it is free."""
    deadline = time.monotonic() + seconds
    while (descriptor := try_lock(path)) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return descriptor


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock for the length of a block, waiting for it first."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_private(folder: Path) -> bool:
    """Tell whether the folder is a real one, ours, and shut to everybody else.

    To root each is its own: where root must run the database as `nobody`, it gives the folder away.
    """
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and os.geteuid() in {0, found.st_uid}
        and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    )


def _short_temporary_folder() -> str:
    """Return the machine's temporary folder, or the shortest one known where that is too long."""
    usual = tempfile.gettempdir()
    return usual if len(usual) <= _LONGEST_TEMPORARY_FOLDER else "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it
