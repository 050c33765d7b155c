"""What the planner knows of the tables, told at once after much was written.

Autovacuum would tell it within a minute or two; a refresh that follows an import does not wait that long, and a plan
made for empty tables takes minutes where a second would do. Where the database role may not (PostgreSQL 16, one
statement of `secure_database` less), the server warns, skips the table, and autovacuum does it.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model


def refresh_statistics(models: Iterable[type[Model]]) -> None:
    """Let the planner count these models' tables anew."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
