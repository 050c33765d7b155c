"""A question to the database that is not waited for longer than a person would wait (law 8)."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

T = TypeVar("T")
_TIME_IS_UP = "57014"  # query_canceled


def within(milliseconds: int, ask: Callable[[], T]) -> T | None:
    """Return what `ask` answers, or nothing where one of its questions takes longer than that."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
            return ask()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _TIME_IS_UP:
            raise
        return None
