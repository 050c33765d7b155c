"""Write requirements/*.txt from pyproject.toml: exact, hashed, for every system, no addresses.

`lock.py` keeps every version that still fits; `lock.py --upgrade` takes the newest that do.
"""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
# The widest first: the narrower ones then take its versions, so that they never differ.
LOCKS = {"dev": ("trial", "dev"), "trial": ("trial",), "base": ()}


def main(arguments: list[str]) -> int:
    """Write the three locks; return the first exit code that is not zero."""
    for name, groups in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--quiet"]
        command += ["--custom-compile-command", "make lock", "--no-emit-index-url"]
        command += ["--no-emit-find-links", "--output-file", f"requirements/{name}.txt"]
        command += [part for group in groups for part in ("--group", group)]
        command += arguments if name == "dev" else ["--constraints", "requirements/dev.txt"]
        answer = subprocess.run(command, cwd=REPOSITORY, check=False)
        if answer.returncode:
            return answer.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
