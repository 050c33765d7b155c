"""See that the browser tests have a Chromium: installed where that may be done, else named."""

import os
import shutil
import subprocess
import sys

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = ("chromium", "fonts-liberation")


def main() -> int:
    """Return 0 where the browser tests can run, or were left out by hand."""
    if os.environ.get("KJENN_BROWSER") == "skip":
        return 0
    if _is_there() or (_may_install() and _install() and _is_there()):
        return 0
    sys.stderr.write(
        "The browser tests need Chromium: `sudo apt-get install chromium` (or leave them out: "
        "KJENN_BROWSER=skip make test).\n"
    )
    return 1


def _is_there() -> bool:
    return bool(os.environ.get("KJENN_CHROMIUM")) or any(map(shutil.which, _PROGRAMS))


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> bool:
    sys.stdout.write("Installing Chromium for the browser tests\n")
    sys.stdout.flush()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    steps = ([*quiet, "update"], [*quiet, "install", "-y", "--no-install-recommends", *_PACKAGES])
    return all(
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
        == 0
        for step in steps
    )


if __name__ == "__main__":
    sys.exit(main())
