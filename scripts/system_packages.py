"""Install what only the system's own package manager has, where that may be done without asking."""

import os
import shutil
import subprocess
import sys


def install(*names: str, reason: str) -> bool:
    """Return whether Debian's packages could be installed; elsewhere, or without the right, do nothing."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    sys.stdout.write(f"Installing {names[0]} for {reason}\n")
    sys.stdout.flush()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    steps = ([*quiet, "update"], [*quiet, "install", "-y", "--no-install-recommends", *names])
    return all(
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
        == 0
        for step in steps
    )
