"""Between a person's `manage.py` and Django: which role, which services, plain refusals."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from django.core.management import execute_from_command_line

from config import env
from config.trial import prepare
from config.trial.binaries import ServerMissingError
from config.trial.place import PlaceError
from config.trial.postgres import ServerError
from config.trial.services import Services, mark_file, trial_services

# These create or change tables, rights or the shipped rows, and so act as the owner of the tables.
_AS_OWNER = frozenset(
    {"migrate", "secure_database", "sync_roles", "load_catalogue", "flush", "test", "testserver"}
)
_WITHOUT_SERVICES = frozenset(
    {"", "help", "--help", "-h", "version", "--version", "makemessages", "compilemessages"}
    | {"collectstatic", "findstatic", "startapp"}
)


def main(arguments: list[str]) -> int:
    """Run one command of Django's or ours; return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    name = arguments[1] if len(arguments) > 1 else ""
    if name in _AS_OWNER:
        os.environ.setdefault("KJENN_DATABASE_ROLE", "owner")
    try:
        with _services_for(name):
            execute_from_command_line(arguments)
    except (env.SettingError, PlaceError, ServerError, ServerMissingError) as error:
        sys.stderr.write(f"{error}\n{_hint()}")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _is_trial() -> bool:
    """Tell whether the trial is meant: by name, or because one stands here and nothing is said."""
    said = env.text("KJENN_ENV")
    if said or env.text("DATABASE_URL"):
        return said == "trial"
    return mark_file().exists()


@contextlib.contextmanager
def _services_for(name: str) -> Iterator[None]:
    if not _is_trial():
        yield
        return
    services = trial_services()
    if name in _WITHOUT_SERVICES:
        os.environ.update(services.environment())
        yield
        return
    _leave_on_signals()
    with services.used():
        _furnish(services, name)
        os.environ.update(services.environment())
        yield


def _furnish(services: Services, name: str) -> None:
    """Prepare a trial that never was; forget what was prepared where the command changes it."""
    if name in prepare.CHANGING:
        prepare.remember(services, "")
    elif not prepare.was_ever_prepared(services) and prepare.prepare(services):
        raise ServerError("The trial's database could not be prepared; the reason stands above.")


def _leave_on_signals() -> None:
    """Let a request to end unwind the blocks, so that the last one out stops the services."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def _hint() -> str:
    if env.text("KJENN_ENV") or env.text("DATABASE_URL"):
        return ""
    return "For a trial on this machine, run `make run` first; it needs no settings.\n"
