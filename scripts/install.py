"""Prepare `.venv` from a lock: `install.py base|trial|dev`, with nothing but the standard library.

Safe to repeat, to kill and to start twice at once; where nothing changed it costs milliseconds.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed.json"
# Each lock holds all of those before it.
LOCKS = ("base", "trial", "dev")


def main(wanted: str) -> int:
    """Install the lock unless it, or one that holds it, is installed; return the exit code."""
    with _alone():
        if wanted in _installed():
            return _compile_translations()
        if not _has_pip() and not _make_venv():
            return 1
        return _install(wanted) or _compile_translations()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for another installation in this checkout to end."""
    descriptor = os.open(REPOSITORY, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _installed() -> set[str]:
    """Return the locks that stand installed as they are now, in this folder, for this Python."""
    try:
        kept = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return set()
    if kept.get("place") != str(VENV) or not PYTHON.exists():
        return set()
    found: set[str] = set()
    for position, name in enumerate(LOCKS, start=1):
        if kept.get("digests", {}).get(name) == _digest(name):
            found.update(LOCKS[:position])
    return found


def _digest(name: str) -> str:
    return hashlib.sha256(_lock(name).read_bytes()).hexdigest()


def _lock(name: str) -> Path:
    return REPOSITORY / "requirements" / f"{name}.txt"


def _has_pip() -> bool:
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
    return answer.returncode == 0 and str(VENV) in answer.stdout.decode(errors="replace")


def _make_venv() -> bool:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian leaves it out
        import venv  # noqa: PLC0415
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.stderr.write(
            "This Python cannot make virtual environments yet; on Debian and Ubuntu, "
            f"`sudo apt-get install python{version}-venv` mends that.\n"
        )
        return False
    sys.stdout.write("Making .venv\n")
    sys.stdout.flush()
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True, symlinks=True)
    return True


def _install(name: str) -> int:
    sys.stdout.write(f"Installing requirements/{name}.txt; the first time takes a minute or two\n")
    sys.stdout.flush()
    STAMP.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    answer = subprocess.run([*command, "-r", str(_lock(name))], cwd=REPOSITORY, check=False)
    if answer.returncode:
        sys.stderr.write("Not everything could be installed; the reason stands above.\n")
        return answer.returncode
    # With the byte code in place a process starts in a second instead of six.
    subprocess.run([PYTHON, "-m", "compileall", "-q", "-j", "0", VENV / "lib"], check=False)
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps({"place": str(VENV), "digests": {name: _digest(name)}}))
    draft.replace(STAMP)
    return 0


def _compile_translations() -> int:
    """Write what Django reads of the translations, where they are newer."""
    command = [str(PYTHON), str(REPOSITORY / "scripts" / "translations.py"), "compile"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except PermissionError as error:
        sys.stderr.write(f"{error.filename} belongs to another user: do this as that user.\n")
        sys.exit(1)
    except KeyboardInterrupt:
        # The stamp is written last, so the next call begins where this one left off.
        sys.exit(130)
