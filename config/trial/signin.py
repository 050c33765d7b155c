"""The first administrator of a trial, with a password made for this installation."""

import secrets
from pathlib import Path

from config.trial.processes import replace_file

EMAIL = "admin@kjenn.example"
_BYTES = 12


def sign_in_file(folder: Path) -> Path:
    """Return the file that holds the first administrator's address and password."""
    return folder / "sign-in.txt"


def read_sign_in(folder: Path) -> tuple[str, str]:
    """Return the e-mail address and the password; raise OSError where there are none."""
    email, password = sign_in_file(folder).read_text().split()
    return email, password


def ensure_sign_in(folder: Path) -> None:
    """Create the first administrator, or give a new password where the file is gone.

    The file is written first: a kill between the two must not leave a person without a password.
    """
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs settings, others don't

    people = get_user_model().objects
    is_new_file = not sign_in_file(folder).exists()
    if is_new_file:
        replace_file(sign_in_file(folder), f"{EMAIL}\n{secrets.token_urlsafe(_BYTES)}\n")
    email, password = read_sign_in(folder)
    person = people.filter(email=email).first()
    if person is None:
        people.create_superuser(email=email, password=password)
    elif is_new_file:
        person.set_password(password)
        person.save(update_fields=["password"])
