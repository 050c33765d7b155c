"""Databases of a test's own: made from the migrated one in a moment, so that real commits can happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections


def shipped() -> str:
    """Return the name of the copy that nobody connects to: PostgreSQL copies only databases at rest."""
    return f"{settings.DATABASES['default']['NAME']}_shipped"


@contextmanager
def template_kept() -> Iterator[None]:
    """Keep a copy of the test database as it is now, for `database_of_its_own` to copy from."""
    connections.close_all()
    _run_elsewhere(f'DROP DATABASE IF EXISTS "{shipped()}"')
    _run_elsewhere(f'CREATE DATABASE "{shipped()}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    try:
        yield
    finally:
        connections.close_all()
        _drop(shipped())


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """Point every thread's default connection at a fresh copy of the test database; drop it afterwards."""
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_{uuid4().hex[:12]}"
    _run_elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{shipped()}"')
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual
        _drop(name)


def end_other_sessions() -> None:
    """End what else uses the test database: a server's thread may still answer a page that a browser has left."""
    connections.close_all()
    _end_sessions_of(connection.settings_dict["NAME"])


def _drop(database: str) -> None:
    """Drop a database, whoever uses it: FORCE is refused beside autovacuum to a role that is no superuser."""
    _end_sessions_of(database)
    _run_elsewhere(f'DROP DATABASE "{database}"')


def _end_sessions_of(database: str) -> None:
    """End the clients' sessions; a drop ends autovacuum by itself, and waits five seconds for what is leaving."""
    _run_elsewhere(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = %s AND backend_type = 'client backend'",
        [database],
    )


def _run_elsewhere(statement: str, params: list[str] | None = None) -> None:
    """Run a statement about databases from a database that is not concerned."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of the test's own with the shipped catalogue, in which commits are real and threads can meet."""
    with django_db_blocker.unblock(), database_of_its_own() as name:
        yield name
