"""Empty the trial while it runs: asked by a page, done by the supervisor, in the way of `make reset`.

The consent ledger is append-only for everybody, so a made-up company is not deleted from it: its whole database
goes, and a new one is made. The wish is a file, since a row would go along. Steps, and what a kill at each leaves:
(1) the wish is written; (2) worker and scheduler end; (3) the database and the files go; (4) the database is prepared,
and the person who asked gets their account back; (5) the wish is removed. Until then every start begins at (2).
"""

import json
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from config.trial.provision import DATABASE, provision
from config.trial.services import Services
from config.trial.wish import wish_file


def empty(services: Services) -> None:
    """Remove every row and file of the trial, and make its database anew, without tables."""
    with psycopg.connect(services.postgres.superuser_url(), autocommit=True) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(DATABASE)))
    provision(services.postgres.superuser_url, services.keys)
    shutil.rmtree(services.place.folder / "files", ignore_errors=True)


def restore_account(folder: Path) -> None:
    """Give whoever wished for it their account back: the same address, password, name and roles."""
    from django.contrib.auth.models import Group  # noqa: PLC0415 - needs settings, others don't

    from profiles.models import Steward  # noqa: PLC0415

    try:
        account = json.loads(wish_file(folder).read_text())
    except OSError:
        return
    roles = account.pop("roles")
    steward, _is_new = Steward.objects.update_or_create(
        email=account.pop("email"), defaults=account
    )
    steward.groups.set(Group.objects.filter(name__in=roles))
