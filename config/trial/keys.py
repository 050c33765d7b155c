"""The trial's secrets: made once, kept readable by their owner alone."""

import json
import secrets
from dataclasses import asdict, dataclass, fields

from config.trial.place import Place, PlaceError, locked
from config.trial.processes import replace_file

_BYTES = 36


@dataclass(frozen=True)
class Keys:
    """Passwords of the three database roles, and the two keys that settings demand."""

    superuser: str
    owner: str
    application: str
    secret_key: str
    link_key: str


def load_keys(place: Place) -> Keys:
    """Return the secrets of this trial, made now where it is new.

    Raises PlaceError where they are gone but the data is there: new ones would open nothing.
    """
    with locked(place.run / "keys.lock"):
        return _read_or_make_keys(place)


def _read_or_make_keys(place: Place) -> Keys:
    path = place.folder / "keys.json"
    try:
        kept = json.loads(path.read_text())
        return Keys(**{field.name: str(kept[field.name]) for field in fields(Keys)})
    except FileNotFoundError:
        return _make_keys(place)
    except (ValueError, KeyError, TypeError) as error:
        raise PlaceError(
            f"{path} is damaged: put a copy of it back, or run `make reset`."
        ) from error


def _make_keys(place: Place) -> Keys:
    path = place.folder / "keys.json"
    if (place.postgres / "data").exists():
        raise PlaceError(
            f"{path} is missing, and the data cannot be opened without it: "
            f"put a copy of it back, or run `make reset`."
        )
    keys = Keys(*(secrets.token_urlsafe(_BYTES) for _ in fields(Keys)))
    replace_file(path, json.dumps(asdict(keys), indent=2))
    return keys
