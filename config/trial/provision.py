"""What stands in a new cluster: two roles, one database, and an extension that needs a superuser.

The owner makes and changes tables; the application reads and writes rows, and owns nothing. What
the application may do is settled by default privileges, so that it holds for every table made
later. All of it stands in `template1` too: databases that tests make are born with it. It is
idempotent.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

from config.trial.keys import Keys

DATABASE = "kjenn"
OWNER = "kjenn_owner"
APPLICATION = "kjenn_app"

_ROWS = "SELECT, INSERT, UPDATE, DELETE"
_IN_EACH_DATABASE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {_ROWS} ON TABLES TO {APPLICATION}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SEQUENCES TO {APPLICATION}",
)


def provision(url: Callable[[str], str], keys: Keys, *, throw_away: bool = False) -> None:
    """Make what is missing. A throw-away cluster's owner may also make databases, for tests."""
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        _make_role(connection, OWNER, keys.owner)
        _make_role(connection, APPLICATION, keys.application)
        if throw_away:
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
    _furnish(url("template1"))
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    _furnish(url(DATABASE))


def _make_role(connection: psycopg.Connection, name: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if known.fetchone() is None:
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))


def _furnish(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _IN_EACH_DATABASE:
            connection.execute(statement)
