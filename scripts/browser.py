"""See that the browser tests have a Chromium: installed where that may be done, else named."""

import os
import shutil
import sys

from system_packages import install

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = ("chromium", "fonts-liberation")


def main() -> int:
    """Return 0 where the browser tests can run, or were left out by hand."""
    if os.environ.get("KJENN_BROWSER") == "skip":
        return 0
    if _is_there() or (install(*_PACKAGES, reason="the browser tests") and _is_there()):
        return 0
    sys.stderr.write(
        "The browser tests need Chromium: `sudo apt-get install chromium` (or leave them out: "
        "KJENN_BROWSER=skip make test).\n"
    )
    return 1


def _is_there() -> bool:
    return bool(os.environ.get("KJENN_CHROMIUM")) or any(map(shutil.which, _PROGRAMS))


if __name__ == "__main__":
    sys.exit(main())
