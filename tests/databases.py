"""Databases of a test's own: made from the migrated one in a moment, so that real commits can happen (traps.md 2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, connections


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """Point the default connection at a fresh copy of the test database; drop it afterwards."""
    template = connection.settings_dict["NAME"]
    name = f"{template}_{uuid4().hex[:12]}"
    connection.close()
    _run_elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = template
        _run_elsewhere(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run_elsewhere(statement: str) -> None:
    """Run a statement about databases from a database that is not concerned."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of the test's own with the shipped catalogue, in which commits are real and threads can meet."""
    with django_db_blocker.unblock(), database_of_its_own() as name:
        yield name
