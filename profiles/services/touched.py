"""The customers that one transaction touches: a temporary table, so that what follows is set-based."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# `is_new`: this transaction makes the customer, of whom nothing stands yet.
CREATE = """
CREATE TEMPORARY TABLE IF NOT EXISTS touched_customer (
    customer_id uuid PRIMARY KEY, is_new boolean NOT NULL DEFAULT false, kind text NOT NULL DEFAULT 'person'
) ON COMMIT DROP
"""


def start_touching() -> None:
    """Make the transaction's table, empty; must run inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.execute("DELETE FROM touched_customer")


def touch(uids: Iterable[UUID]) -> None:
    """Add customers to the transaction's table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO touched_customer (customer_id) SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING",
            [list(uids)],
        )
