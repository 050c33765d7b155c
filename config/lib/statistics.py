"""What the planner knows of the tables: asked where counting takes long, and told at once after much was written.

Autovacuum would tell it within a minute or two; a refresh that follows an import does not wait that long, and a plan
made for empty tables takes minutes where a second would do. Where the database role may not (PostgreSQL 16, one
statement of `secure_database` less), the server warns, skips the table, and autovacuum does it.
"""

from collections.abc import Iterable

from django.db import connection, connections
from django.db.models import Model, QuerySet


def refresh_statistics(models: Iterable[type[Model]]) -> None:
    """Let the planner count these models' tables anew."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def refresh_where_outdated(models: Iterable[type[Model]]) -> None:
    """Let the planner count anew those tables of which a fifth or more was written since it last did."""
    known = {model._meta.db_table: model for model in models}  # noqa: SLF001
    with connection.cursor() as cursor:
        # What this session has committed itself is told at most once a second otherwise.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT s.relname FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid "
            "WHERE s.relname = ANY (%s) AND s.n_mod_since_analyze > 1000 + 0.2 * greatest(c.reltuples, 0)",
            [list(known)],
        )
        outdated = [known[name] for (name,) in cursor.fetchall()]
    if outdated:
        refresh_statistics(outdated)


def estimated_count(model: type[Model], using: str = "default") -> int:
    """Return about how many rows a table has, from the planner's statistics; 0 where it was never analysed."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],  # noqa: SLF001
        )
        return int(cursor.fetchone()[0])


def expected_count(rows: QuerySet) -> int:
    """Return about how many rows the planner expects of a query."""
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
