"""`python -m config.trial run | stop | reset | with COMMAND…`, as the Makefile calls it."""

import os
import shutil
import signal
import subprocess
import sys
import time

from config import env
from config.trial import prepare
from config.trial.account import forget_elsewhere
from config.trial.binaries import ServerMissingError
from config.trial.children import end_orphans
from config.trial.place import Place, PlaceError, is_locked, try_lock
from config.trial.postgres import ServerError
from config.trial.processes import read_process
from config.trial.services import REPOSITORY, Services, trial_folder, trial_services
from config.trial.supervisor import RunRefusedError, Supervisor

_STOP_SECONDS = 90
# What a trial keeps, by name: a data folder chosen by hand may hold other things.
_KEPT = ("postgres", "valkey", "files", "static", "keys.json", "sign-in.txt", "trial.env")


def main(arguments: list[str]) -> int:
    """Do what the first word says; return the exit code."""
    try:
        return _do(arguments)
    except KeyboardInterrupt:
        return 130
    except (
        env.SettingError,
        PlaceError,
        ServerError,
        ServerMissingError,
        RunRefusedError,
    ) as error:
        print(error, file=sys.stderr)
        return 1


def _do(arguments: list[str]) -> int:
    match arguments:
        case ["run"]:
            return Supervisor().run()
        case ["stop"]:
            return stop()
        case ["reset"]:
            return reset()
        case ["with", *command] if command:
            return run_with_services(command)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def stop() -> int:
    """Stop the trial and everything it started; an unused service of a killed run too."""
    folder = trial_folder()
    if not (folder / "keys.json").exists():
        print("There is no trial here, so there is nothing to stop.")
        return 0
    services = trial_services()
    place = services.place
    if _is_running(place):
        supervisor = read_process(place.run / "supervisor.json")
        if supervisor is not None:
            supervisor.send(signal.SIGTERM)
        if not _wait_stopped(place):
            print(
                "The trial does not stop: end it with Ctrl-C in its own terminal.", file=sys.stderr
            )
            return 1
    end_orphans(place.run)
    if services.stop_unless_used():
        print("Stopped.")
    else:
        print("Stopped. PostgreSQL and Valkey run on for a command that still uses them.")
    return 0


def reset() -> int:
    """Empty the trial after asking; nothing of it is left but its folder."""
    services = trial_services()
    if not services.has_own_database:
        print("DATABASE_URL names a database of your own: empty it there.", file=sys.stderr)
        return 1
    lock = try_lock(services.place.run / "run.lock")
    if lock is None:
        print("The trial is running: stop it first with `make stop`.", file=sys.stderr)
        return 1
    if not _is_confirmed(services.place):
        return 1
    end_orphans(services.place.run)
    if not services.stop_unless_used():
        print("A command still uses the trial's database: end it first.", file=sys.stderr)
        return 1
    _delete(services)
    print("The trial is empty. `make run` makes a new one.")
    return 0


def run_with_services(command: list[str]) -> int:
    """Run a command beside the trial's services; return its exit code."""
    services = trial_services()
    with services.used():
        if not prepare.was_ever_prepared(services) and (code := prepare.prepare(services)):
            return code
        environment = {**os.environ, **services.environment()}
        child = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
        # The interrupt key reaches the command by itself; twice would mean "at once" to it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        return child.wait()


def _is_running(place: Place) -> bool:
    return is_locked(place.run / "run.lock")


def _wait_stopped(place: Place) -> bool:
    deadline = time.monotonic() + _STOP_SECONDS
    while _is_running(place) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not _is_running(place)


def _is_confirmed(place: Place) -> bool:
    if env.flag("YES"):
        return True
    if not sys.stdin.isatty():
        print("Nothing is deleted without an answer: YES=1 make reset", file=sys.stderr)
        return False
    question = f"This deletes every customer, consent and file in {place.folder}. Go on? [y/N] "
    if input(question).strip().lower() in {"y", "yes"}:
        return True
    print("Nothing was deleted.")
    return False


def _delete(services: Services) -> None:
    folder = services.place.folder
    forget_elsewhere(services.place.postgres)
    for path in [*(folder / name for name in _KEPT), *folder.glob("schedule*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
