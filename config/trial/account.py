"""Whom PostgreSQL runs as: it refuses to run as root, and so root has to become somebody else.

1. Not root: as oneself, in place.
2. Root, and the kernel lets a process have user names of its own: in place, still with root's
   rights to the folder (which may lie below a folder of mode 0700), but called `nobody` inside.
3. Root elsewhere: as `nobody`, with the programs and the data under /var/lib/kjenn.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.trial.binaries import postgres_folder

_ELSEWHERE = Path("/var/lib/kjenn")


@dataclass(frozen=True)
class Account:
    """How to start PostgreSQL's programs, and where its data lies."""

    home: Path
    programs: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return the command line of one of PostgreSQL's programs."""
        return [*self.prefix, str(self.programs / "bin" / program), *arguments]

    def give(self, paths: Sequence[Path]) -> None:
        """Let the account own these paths, where it is not this process's own."""
        if self.user is not None:
            for path in paths:
                os.chown(path, self.user, self.user)


def choose_account(home: Path) -> Account:
    """Return the account for the cluster that belongs to this folder."""
    if os.geteuid() != 0:
        return Account(home=home, programs=postgres_folder())
    elsewhere = _elsewhere(home)
    if _may_map_users() and not elsewhere.exists():
        return Account(home=home, programs=postgres_folder(), prefix=_as_nobody())
    return _move_elsewhere(home, elsewhere)


def forget_elsewhere(home: Path) -> None:
    """Remove what the third way keeps outside the folder."""
    if os.geteuid() == 0:
        shutil.rmtree(_elsewhere(home), ignore_errors=True)


def _elsewhere(home: Path) -> Path:
    return _ELSEWHERE / hashlib.sha256(str(home).encode()).hexdigest()[:16]


def _nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid


def _as_nobody() -> tuple[str, ...]:
    """Return the command that gives another one user names of its own."""
    return ("unshare", "--user", f"--map-user={_nobody()}")


@cache
def _may_map_users() -> bool:
    """Tell whether a process may have user names of its own here (many containers refuse it)."""
    try:
        answer = subprocess.run(
            [*_as_nobody(), "true"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0


def _move_elsewhere(home: Path, elsewhere: Path) -> Account:
    """Set the third way up; a cluster made by the second moves along, so that nothing is lost."""
    elsewhere.mkdir(mode=0o711, parents=True, exist_ok=True)
    _ELSEWHERE.chmod(0o711)
    made = (postgres_folder() / "bin" / "postgres").stat().st_mtime_ns
    programs = elsewhere / f"programs-{made}"
    if not programs.exists():
        draft = elsewhere / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(postgres_folder(), draft, symlinks=True)
        draft.rename(programs)
    account = Account(home=elsewhere, programs=programs, user=_nobody())
    account.give([elsewhere])
    data = home / "data"
    if data.exists() and not (elsewhere / "data").exists():
        draft = elsewhere / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(data, draft, symlinks=True)
        account.give([draft, *draft.rglob("*")])
        draft.rename(elsewhere / "data")
        data.rename(home / "data.moved")
    return account
