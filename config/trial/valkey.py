"""A Valkey server of the trial's own: a message is on file before it is answered."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from config.trial.binaries import valkey_server
from config.trial.place import Place, is_locked, take_lock
from config.trial.postgres import ServerError
from config.trial.processes import identify, read_process

_REACH_SECONDS = 5
_PING = b"*1\r\n$4\r\nPING\r\n"
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
    "save": "",
    "daemonize": "no",
}


@dataclass
class Valkey:
    """The server of one place. Call `ensure` and `stop` under the place's door lock only."""

    place: Place
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def url(self, database: int = 0) -> str:
        """Return the address in the form that Celery knows."""
        return f"redis+socket://{self._socket}?virtual_host={database}"

    def ensure(self) -> bool:
        """Start the server unless it answers; tell whether it had to be started."""
        if self.answers():
            return False
        if is_locked(self._life):
            self._wait_loaded()
            if self.answers():
                return False
            self.stop()
        self._launch()
        self._wait_loaded()
        if not self.answers():
            said = self.log.read_text(errors="replace").strip()
            raise ServerError(f"Valkey did not start. Its log ends so:\n{said[-2000:]}")
        return True

    def stop(self) -> None:
        """Stop the server; what it holds is on file."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not is_locked(self._life):
                return
            self._signal(number)
            self._wait_free(10)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self._signal(signal.SIGKILL)
        self._wait_free(10)

    def answers(self) -> bool:
        """Tell whether the server works."""
        return self._answer().startswith(b"+PONG")

    def _answer(self) -> bytes:
        """Ask the server how it is, by a real connection; nothing where it cannot be reached."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self._socket))
                connection.sendall(_PING)
                return connection.recv(64)
        except OSError:
            return b""

    def is_alive(self) -> bool:
        """Tell whether the server's process runs."""
        self._reap()
        return is_locked(self._life)

    @property
    def log(self) -> Path:
        """Return the path of the server's log."""
        return self.place.valkey / "server.log"

    @property
    def _socket(self) -> Path:
        return self.place.sockets() / "valkey"

    @property
    def _life(self) -> Path:
        return self.place.run / "valkey.life"

    @property
    def _identity(self) -> Path:
        return self.place.run / "valkey.json"

    def _launch(self) -> None:
        life = take_lock(self._life, seconds=2)
        if life is None:
            raise ServerError("Valkey cannot be started: remains of it cannot be ended.")
        self._socket.unlink(missing_ok=True)
        settings = {**_SETTINGS, "unixsocket": str(self._socket)}
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        try:
            with self.log.open("wb") as log:
                child = subprocess.Popen(
                    [str(valkey_server()), *arguments], cwd=self.place.valkey,
                    env={"PATH": os.defpath, "LC_ALL": "C"}, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, start_new_session=True, pass_fds=[life],
                )  # fmt: skip
        finally:
            os.close(life)
        self._children.append(child)
        if process := identify(child.pid):
            process.write(self._identity)

    def _wait_loaded(self) -> None:
        """Wait until the server has read its file and answers, has gone, or is out of reach."""
        deadline = time.monotonic() + _REACH_SECONDS
        while is_locked(self._life) and time.monotonic() < deadline:
            answer = self._answer()
            if answer.startswith(b"+PONG"):
                return
            if answer.startswith(b"-LOADING"):
                deadline = time.monotonic() + _REACH_SECONDS
            self._reap()
            time.sleep(0.03)

    def _wait_free(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while is_locked(self._life) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.02)
        self._reap()

    def _reap(self) -> None:
        self._children[:] = [child for child in self._children if child.poll() is None]

    def _signal(self, number: signal.Signals) -> None:
        if process := read_process(self._identity):
            process.send(number)
