"""The tests' own services: private, and cleared away by the next run where theirs was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from config.trial.place import is_locked
from config.trial.services import REPOSITORY
from tests.trial.conftest import SETTINGS


def _beside_services(temporary, *command):
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services", *command], cwd=REPOSITORY, text=True,
        env=kept | {"TMPDIR": str(temporary)}, stdout=subprocess.PIPE,
    )  # fmt: skip


def test_the_next_run_clears_away_what_a_killed_one_left(tmp_path):
    killed = _beside_services(tmp_path, "/bin/sh", "-c", "echo $KJENN_VAR; exec sleep 30")
    assert killed.stdout is not None
    folder = Path(killed.stdout.readline().strip())
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    assert is_locked(folder / "run" / "postgres.life")
    os.utime(folder.parent, (0, 0))
    life = (folder / "run" / "postgres.life").open()
    with _beside_services(tmp_path, "/bin/true") as following:
        assert following.wait(300) == 0
    assert not folder.parent.exists()
    assert not is_locked(Path(f"/proc/self/fd/{life.fileno()}"))
    life.close()


def test_returns_what_the_command_returned(tmp_path):
    with _beside_services(tmp_path, "/bin/sh", "-c", "exit 7") as command:
        assert command.wait(300) == 7


def test_a_command_leaves_services_running_whose_addresses_it_was_given(tmp_path):
    """Both commands are given the addresses of this run's services; the second still finds them."""
    command = (
        f"{sys.executable} manage.py check && {sys.executable} manage.py showmigrations profiles"
    )
    with _beside_services(tmp_path, "/bin/sh", "-c", command) as both:
        assert both.wait(300) == 0
