"""Who needs PostgreSQL and Valkey, and where they are.

The first user in starts them, the last one out stops them (see the package's docstring). A service
whose address is given (`DATABASE_URL`, `CELERY_BROKER_URL`) is somebody else's: neither started nor
stopped.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config import env
from config.trial.keys import Keys, load_keys
from config.trial.place import Place, is_locked, locked, try_lock
from config.trial.postgres import Postgres
from config.trial.provision import APPLICATION, OWNER
from config.trial.valkey import Valkey

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_USUAL_PORT = 8000


@dataclass
class Services:
    """The services of one trial."""

    place: Place
    keys: Keys
    has_own_database: bool
    has_own_broker: bool
    postgres: Postgres = field(init=False)
    valkey: Valkey = field(init=False)

    def __post_init__(self) -> None:
        self.postgres = Postgres(self.place, self.keys)
        self.valkey = Valkey(self.place)

    def ensure(self) -> list[str]:
        """Start what does not answer; return the names of what had to be started."""
        started = []
        with locked(self._door):
            if self.has_own_database and self.postgres.ensure():
                started.append("PostgreSQL")
            if self.has_own_broker and self.valkey.ensure():
                started.append("Valkey")
        return started

    def are_gone(self) -> bool:
        """Tell whether one that should run has ended, without asking it anything."""
        return (self.has_own_database and not self.postgres.is_alive()) or (
            self.has_own_broker and not self.valkey.is_alive()
        )

    def stop_unless_used(self) -> bool:
        """Stop our own services unless somebody uses them; tell whether they are stopped."""
        with locked(self._door):
            if is_locked(self._users):
                return False
            if self.has_own_broker:
                self.valkey.stop()
            if self.has_own_database:
                self.postgres.stop()
            if self.has_own_broker and self.has_own_database:
                self.place.remove_sockets()
            return True

    @contextlib.contextmanager
    def used(self) -> Iterator[list[str]]:
        """Use the services for the length of a block; yield the names of those started for it."""
        with locked(self._door):
            stay = try_lock(self._users, shared=True)
        try:
            yield self.ensure()
        finally:
            if stay is not None:
                os.close(stay)
            self.stop_unless_used()

    def environment(self) -> dict[str, str]:
        """Return the variables under which the product runs in this trial."""
        found = {
            "KJENN_ENV": "trial",
            "KJENN_VAR": str(self.place.folder),
            "SECRET_KEY": env.text("SECRET_KEY", self.keys.secret_key),
            "KJENN_LINK_KEY": env.text("KJENN_LINK_KEY", self.keys.link_key),
            "KJENN_BASE_URL": env.text("KJENN_BASE_URL", f"http://localhost:{chosen_port()}"),
        }
        if self.has_own_database:
            found["KJENN_OWN_DATABASE"] = "yes"
            found["DATABASE_URL"] = self.postgres.url(APPLICATION, self.keys.application)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER, self.keys.owner)
        if self.has_own_broker:
            found["CELERY_BROKER_URL"] = self.valkey.url()
        return found

    @property
    def _door(self) -> Path:
        return self.place.run / "door.lock"

    @property
    def _users(self) -> Path:
        return self.place.run / "users.lock"


def trial_folder() -> Path:
    """Return the data folder of this trial."""
    return env.folder("KJENN_VAR", REPOSITORY / "var")


def trial_services() -> Services:
    """Return the services of this trial; nothing is started yet."""
    if env.text("DATABASE_OWNER_URL") and not env.text("DATABASE_URL"):
        raise env.SettingError("DATABASE_OWNER_URL is set without DATABASE_URL: set both or none.")
    place = Place(trial_folder())
    place.prepare()
    return Services(
        place=place,
        keys=load_keys(place),
        has_own_database=not env.text("DATABASE_URL"),
        has_own_broker=not env.text("CELERY_BROKER_URL"),
    )


def mark_file() -> Path:
    """Return the file that says that `manage.py` means the trial here."""
    return trial_folder() / "trial.env"


def chosen_port() -> int:
    """Return the web port: from the environment, else the one of the last `make run`."""
    with contextlib.suppress(OSError):
        for line in mark_file().read_text().splitlines():
            name, _, value = line.partition("=")
            if name == "PORT" and value.isdecimal():
                return env.port("PORT", int(value))
    return env.port("PORT", _USUAL_PORT)
