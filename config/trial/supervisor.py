"""`make run`: services, preparation, then web, worker and scheduler in one terminal.

Steps, and what a kill at each leaves: (1) the run lock, which ends with the process; (2) orphans
of a killed run are ended; (3) services are joined or started; (4) the database is prepared unless
this very code has prepared it; (5) children run, tied to this process. Stopping goes the other
way.
"""

import os
import signal
import socket
import sys
import threading
import time
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from config import env
from config.trial import emptying, prepare
from config.trial.children import Child, end_children, end_orphans, say
from config.trial.place import Place, try_lock
from config.trial.processes import identify, replace_file
from config.trial.services import Services, mark_file, trial_services
from config.trial.signin import read_sign_in
from config.trial.wish import wish_file

_PORT = 8000
# No neighbours to look for: one worker, which starts a second sooner without.
_WORKER = ("--pool", "threads", "-c", "2", "-l", "warning", "--without-mingle", "--without-gossip")
_STOP_SECONDS = 12
_PORTS_TO_TRY = 20
_SERVER_ERROR = 500


class RunRefusedError(Exception):
    """`make run` cannot start; the message says why and what would do."""


class Supervisor:
    """One `make run`, from its first line to its last."""

    def __init__(self) -> None:
        self.began_at = time.monotonic()
        self.port = env.port("PORT", _PORT)
        os.environ["PORT"] = str(self.port)
        self.services: Services = trial_services()
        self.place: Place = self.services.place
        self.stop_asked = threading.Event()
        self.is_announced = False
        self.claim: socket.socket | None = None

    def run(self) -> int:
        """Run until told to stop; return the exit code."""
        # The lock ends with this process, so nothing needs to hand it back.
        if try_lock(self.place.run / "run.lock") is None:
            raise RunRefusedError("This trial is already running; `make stop` stops it.")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        if me := identify(os.getpid()):
            me.write(self.place.run / "supervisor.json")
        had_orphans = end_orphans(self.place.run) > 0
        refuse_busy_port(self.port, patience=5.0 if had_orphans else 0.0)
        self.claim = claim_port(self.port)
        say("trial", f"Starting. Everything is kept in {self.place.folder}")
        prepare.compile_sources()
        with self.services.used() as started:
            if started:
                say("trial", f"{' and '.join(started)} started.")
            return self._run_beside_services()

    def _run_beside_services(self) -> int:
        replace_file(mark_file(), f"KJENN_ENV=trial\nPORT={self.port}\n")
        if wish_file(self.place.folder).exists():
            self._empty([])
        elif not self.stop_asked.is_set() and not self._prepare():
            return 1
        children = [] if self.stop_asked.is_set() else self._children()
        try:
            while not self.stop_asked.is_set():
                self._tend(children)
                self.stop_asked.wait(0.2)
        finally:
            say("trial", "Stopping.")
            end_children(children, _STOP_SECONDS)
        return 0

    def _empty(self, children: list[Child]) -> None:
        """Do what a page asked for; the web stays up and says so, and forgets then what it knew."""
        say("trial", "Emptying the trial, as was asked on its page.")
        web = [child for child in children if child.label == "web"]
        others = [child for child in children if child not in web]
        end_children(others, _STOP_SECONDS)
        for child in others:
            child.process = None  # ended on purpose: it starts again without a word
        emptying.empty(self.services)
        if not self._prepare() or self.stop_asked.is_set():
            return
        for child in web:
            child.renew()
        wish_file(self.place.folder).unlink()
        say("trial", "The trial is empty again.")

    def _prepare(self) -> bool:
        """Prepare the database where this code has not yet; tell whether it may be used."""
        if prepare.is_prepared(self.services):
            return True
        say("trial", "Preparing the database; this takes a little longer the first time.")
        digest = prepare.code_digest()
        step = Child(
            "trial",
            prepare.prepare_command(),
            prepare.preparing_environment(self.services),
            self.place.run / "child-prepare.json",
        )
        step.start()
        while step.is_running() and not self.stop_asked.is_set():
            self.stop_asked.wait(0.05)
        is_done = step.process is not None and step.process.poll() == 0
        end_children([step], _STOP_SECONDS)
        if is_done:
            prepare.remember(self.services, digest)
        elif not self.stop_asked.is_set():
            say("trial", "The database could not be prepared; the reason stands above.")
        return is_done or self.stop_asked.is_set()

    def _children(self) -> list[Child]:
        environment = {**os.environ, **self.services.environment(), "PYTHONUNBUFFERED": "1"}
        # Warnings are for those who change the code, and they see them in the tests.
        environment.setdefault("PYTHONWARNINGS", "ignore")
        schedule = str(self.place.folder / "schedule")
        celery = [sys.executable, "-m", "celery", "-A", "config", "-q"]
        commands = {
            "web": [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
            "worker": [*celery, "worker", *_WORKER],
            "scheduler": [*celery, "beat", "-s", schedule, "--pidfile", "", "-l", "warning"],
        }
        return [
            Child(label, command, environment, self.place.run / f"child-{label}.json")
            for label, command in commands.items()
        ]

    def _tend(self, children: list[Child]) -> None:
        if wish_file(self.place.folder).exists():
            self._empty(children)
        if self.services.are_gone():
            say("trial", "A service has ended unexpectedly; starting it again.")
            self.services.ensure()
        for child in children:
            child.tend()
        if not self.is_announced and self._answers():
            self.is_announced = True
            self._announce()

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status < _SERVER_ERROR)
        except HTTPError as error:
            # It answers, if only to say that it does not know this host's name.
            return error.code < _SERVER_ERROR
        except OSError:
            return False

    def _announce(self) -> None:
        email, password = read_sign_in(self.place.folder)
        say("trial", "")
        say(
            "trial",
            f"Kjenn is ready:  {env.text('KJENN_BASE_URL', f'http://localhost:{self.port}')}",
        )
        say("trial", f"Sign in with:    {email}")
        say("trial", f"Password:        {password}")
        say("trial", "Stop with Ctrl-C, or `make stop` in another terminal.")
        say("trial", f"(ready after {time.monotonic() - self.began_at:.1f} s)")
        say("trial", "")

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked.set()


def refuse_busy_port(port: int, patience: float) -> None:
    """Raise RunRefusedError where another program listens on the port, naming a free one."""
    deadline = time.monotonic() + patience
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise _port_taken(port)
        time.sleep(0.1)


def claim_port(port: int) -> socket.socket | None:
    """Keep a port for this run, which listens only once all is prepared; refuse one that another run keeps.

    Two first starts at once would both find the port free, and the slower would announce the other's pages as its
    own. The claim is a name of the kernel's (Linux alone has such), which ends with the process.
    """
    if sys.platform != "linux":
        return None
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0kjenn-port-{port}")
    except OSError as error:
        claim.close()
        raise _port_taken(port) from error
    return claim


def _port_taken(port: int) -> RunRefusedError:
    free = next(filter(_is_free, range(port + 1, port + _PORTS_TO_TRY)), port + 1)
    return RunRefusedError(
        f"Port {port} is taken by another program: choose another one, PORT={free} make run"
    )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
