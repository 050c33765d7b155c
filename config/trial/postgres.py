"""A PostgreSQL server of the trial's own, on the wheel's programs.

Hazards that this module exists for:
1. A server counts as up when a connection succeeds, never by its pid file.
2. Every process of a server inherits one lock. While it is held, some process of that server still
   runs, whatever became of its parent; when it is free, a pid file that remains is a lie and goes.
3. `initdb` works beside the final folder and renames it into place: half a cluster is never met.
4. The locale is named, never inherited: with LC_CTYPE=C trigrams lose æøå.
"""

import locale
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

import psycopg

from config.trial.account import Account, choose_account
from config.trial.keys import Keys
from config.trial.place import Place, is_locked, take_lock
from config.trial.processes import (
    Process,
    identify,
    processes_inside,
    replace_file,
    wait_gone,
)
from config.trial.provision import DATABASE, provision

State = Literal["up", "starting", "stopping", "down"]

_SETTLE_SECONDS = 600  # the recovery after a kill of a busy server may take minutes
_REACH_SECONDS = 60
_CLEAR_SECONDS = 20
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # No customer's data in the server's log: neither the statement nor the row that broke a rule.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}
_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8")
_SMALL_SHARED_MEMORY = 512 * 1024 * 1024


class ServerError(Exception):
    """A server did not start; the message holds the end of its log."""


@dataclass
class Postgres:
    """The server of one place. Call `ensure` and `stop` under the place's door lock only."""

    place: Place
    keys: Keys
    throw_away: bool = False
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        """Return the address of a database for one role."""
        host = urlencode({"host": str(self.place.sockets())})
        return f"postgresql://{role}:{quote(password)}@/{database}?{host}"

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the address for the superuser, whom only launchers and fault tests may be."""
        return self.url("postgres", self.keys.superuser, database)

    def ensure(self) -> bool:
        """Start the server unless it answers; tell whether it had to be started."""
        is_needed = self._wait_settled() != "up"
        if is_needed:
            account = choose_account(self.place.postgres)
            self._clear(account)
            self._make_cluster(account)
            self._start(account)
        self._furnish()
        return is_needed

    def stop(self) -> None:
        """Stop the server: politely, then firmly; no process of it is left."""
        account = choose_account(self.place.postgres)
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if not is_locked(self._life):
                return
            self._signal(account, number)
            self._wait_free(seconds)

    def kill(self) -> None:
        """End every process of the server at once, as a crash would."""
        account = choose_account(self.place.postgres)
        self._signal(account, signal.SIGKILL)
        self._wait_free(_CLEAR_SECONDS)

    def state(self) -> State:
        """Ask the server how it is, by a real connection."""
        try:
            psycopg.connect(self.superuser_url(), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return _state_of_refusal(str(error))
        return "up"

    def is_alive(self) -> bool:
        """Tell whether any process of the server runs."""
        self._reap()
        return is_locked(self._life)

    @property
    def _life(self) -> Path:
        return self.place.run / "postgres.life"

    @property
    def log(self) -> Path:
        """Return the path of the server's log."""
        return self.place.postgres / "server.log"

    def _wait_settled(self) -> State:
        """Return how the server is once it neither starts nor stops any more."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        while (state := self.state()) in {"starting", "stopping"} and time.monotonic() < deadline:
            time.sleep(0.1)
        return state

    def _clear(self, account: Account) -> None:
        """End what is left of an earlier server, and its pid file with it."""
        self._reap()
        if is_locked(self._life) and not self._wait_free(2):
            self.stop()
        if not is_locked(self._life):
            (account.home / "data" / "postmaster.pid").unlink(missing_ok=True)

    def _furnish(self) -> None:
        """Make roles and database; a starter killed right after the start left that to others."""
        note = self.place.postgres / "furnished"
        if not note.exists():
            provision(self.superuser_url, self.keys, throw_away=self.throw_away)
            note.touch()

    def _make_cluster(self, account: Account) -> None:
        """Make the cluster beside its place, then rename it there."""
        data, draft, secret = (account.home / name for name in ("data", "data.new", "superuser"))
        if (data / "PG_VERSION").exists():
            return
        shutil.rmtree(draft, ignore_errors=True)
        replace_file(secret, self.keys.superuser)
        account.give([secret])
        ctype = _unicode_locale()
        command = account.command(
            "initdb", "--pgdata", draft.name, "--username=postgres", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            f"--lc-ctype={ctype}", "--auth=scram-sha-256", f"--pwfile={secret.name}",
            *(["--no-sync"] * self.throw_away),
        )  # fmt: skip
        answer = subprocess.run(
            command, cwd=account.home, env=_environment(), user=account.user, group=account.user,
            extra_groups=None if account.user is None else [],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        secret.unlink()
        if answer.returncode:
            raise ServerError(f"PostgreSQL's data could not be made: {answer.stderr.strip()}")
        (self.place.postgres / "furnished").unlink(missing_ok=True)
        draft.rename(data)

    def _start(self, account: Account) -> None:
        """Start the server and wait; again while remains of the last one stand in its way."""
        sockets = self.place.sockets()
        account.give([sockets])
        deadline = time.monotonic() + _CLEAR_SECONDS
        while True:
            start_of_log = self.log.stat().st_size if self.log.exists() else 0
            self._launch(account, sockets)
            if self._wait_up():
                return
            said = self.log.read_bytes()[start_of_log:].decode(errors="replace").strip()
            in_the_way = "already exists" in said or "still in use" in said
            if not in_the_way or time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL did not start. Its log ends so:\n{said[-2000:]}")
            time.sleep(0.5)

    def _launch(self, account: Account, sockets: Path) -> None:
        life = take_lock(self._life, seconds=2)
        if life is None:
            raise ServerError("PostgreSQL cannot be started: remains of it cannot be ended.")
        settings = {**_SETTINGS, **_shared_memory(), **(_THROW_AWAY if self.throw_away else {})}
        settings["unix_socket_directories"] = str(sockets)
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        try:
            with self.log.open("ab") as log:
                child = subprocess.Popen(
                    account.command("postgres", "-D", str(account.home / "data"), *arguments),
                    cwd=account.home, env=_environment(), user=account.user, group=account.user,
                    extra_groups=None if account.user is None else [], stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, start_new_session=True, pass_fds=[life],
                )  # fmt: skip
        finally:
            os.close(life)
        self._children.append(child)

    def _wait_up(self) -> bool:
        """Wait until the server answers; tell no once its first process has gone, or is deaf."""
        deadline = time.monotonic() + _REACH_SECONDS
        while (state := self.state()) != "up":
            if state == "starting":
                deadline = time.monotonic() + _REACH_SECONDS
            if self._children[-1].poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.03)
        return True

    def _wait_free(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while is_locked(self._life):
            self._reap()
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        self._reap()
        return True

    def _reap(self) -> None:
        """Collect those of our own children that have ended, lest they count as running."""
        self._children[:] = [child for child in self._children if child.poll() is None]

    def _signal(self, account: Account, number: signal.Signals) -> None:
        """Signal the first process; or all that are left, where that has gone or all must go."""
        data = account.home / "data"
        first = _first_process(data)
        everybody = processes_inside(data)
        if first is not None:
            first.send(number)
        if first is None or number == signal.SIGKILL:
            for process in everybody:
                process.send(number)
        if number == signal.SIGKILL:
            wait_gone(everybody, _CLEAR_SECONDS)


def _first_process(data: Path) -> Process | None:
    """Return the process that the pid file names, if it is one of this cluster's."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    process = identify(pid)
    if process is None or not Path("/proc/self/cwd").exists():
        return process
    return process if process in processes_inside(data) else None


def _state_of_refusal(message: str) -> State:
    if "starting up" in message or "not yet accepting" in message or "recovery mode" in message:
        return "starting"
    if "shutting down" in message:
        return "stopping"
    if "too many clients" in message or "remaining connection slots" in message:
        return "up"
    if "authentication failed" in message:
        raise ServerError(
            "PostgreSQL does not know the password in keys.json: put the right copy back."
        )
    return "down"


def _environment() -> dict[str, str]:
    """Return an environment in which no setting of the visitor's reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _shared_memory() -> dict[str, str]:
    """Keep parallel queries' memory on disk where /dev/shm is small, as in many containers."""
    try:
        free = shutil.disk_usage("/dev/shm").free  # noqa: S108 - only its size is read
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if free < _SMALL_SHARED_MEMORY else {}


def _unicode_locale() -> str:
    """Return a locale of this machine under which æ, ø and å are letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in _LOCALES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise ServerError("This machine has no UTF-8 locale: install one, such as C.UTF-8.")
