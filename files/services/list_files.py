"""The rows of a list become a file: the list is set aside once, and written piece by piece in its order.

Whoever's use is restricted stays out (article 18), and who said no to the purpose (article 21); everybody else who
stands in it is noted as handed over.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from config.lib.actor import Actor
from consents.services.budget import check_budget
from files.choices import ExportFormat
from files.models import ExportRun
from files.services.export_columns import guarded
from files.services.export_writers import WRITERS
from files.services.list_orders import check_list_allowed, get_list, reading_of
from files.services.lists import PeopleList
from files.services.usable import usable
from profiles.models import Customer

# The rows come numbered in the order of the inner query.
_SET_ASIDE = """
CREATE TEMPORARY TABLE listed_row ON COMMIT DROP AS
SELECT row_number() OVER () AS place, found.* FROM ({rows}) AS found (key, customer_uid, other_uid)
"""
_KEEP = """
DELETE FROM listed_row r USING (
    SELECT customer_uid AS uid FROM listed_row UNION SELECT other_uid FROM listed_row EXCEPT ({kept})
) AS withheld
WHERE withheld.uid IN (r.customer_uid, r.other_uid)
"""
_NOTE = """
INSERT INTO disclosed_now (customer_uid, basis)
SELECT customer_uid, '' FROM listed_row WHERE customer_uid IS NOT NULL
UNION SELECT other_uid, '' FROM listed_row WHERE other_uid IS NOT NULL
"""


def fill_list(run: ExportRun, path: Path, *, actor: Actor, now: datetime, chunk: int) -> int:
    """Write the rows, note whom they are about in `disclosed_now`, and return how many rows there are.

    Raises ExportRefusedError where law 4 is broken, ExportLimitError where the day's limit is.
    """
    found = get_list(run.list_code)
    check_list_allowed(found, run.narrowed_by, run.purpose)
    last, people = _set_aside(run, found, now)
    check_budget(actor=actor, rows=people, now=now)
    columns = found.columns(reading_of(run.narrowed_by, run.purpose, now))
    is_text = run.file_format == ExportFormat.CSV
    cells = {
        f"cell_{place}": guarded(column, for_text_file=is_text)
        for place, column in enumerate(columns)
    }
    writer = WRITERS[run.file_format](path, columns)
    rows = 0
    try:
        for piece in _pieces(run, found, last, chunk):
            sql, params = piece.annotate(**cells).values_list(*cells).query.sql_with_params()
            rows += writer.write(sql, params)
    finally:
        writer.close()
    return rows


def _set_aside(run: ExportRun, found: PeopleList, now: datetime) -> tuple[int, int]:
    """Keep the list's keys in its order; return the last place, and of how many customers the rows tell."""
    shown = found.shown(run.narrowed_by, now).annotate(about=found.customer, beside=found.other)
    sql, params = shown.values_list(found.key, "about", "beside").query.sql_with_params()
    free = usable(Customer.objects.all(), run.purpose, now).order_by()
    kept, kept_params = free.values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # Without room to hash a million who do not belong, a step of a staircase would compare each member with each.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.listed_row")
        cursor.execute(_SET_ASIDE.format(rows=sql), params)
        last = cursor.rowcount
        cursor.execute(_KEEP.format(kept=kept), kept_params)
        cursor.execute("CREATE INDEX ON listed_row (place)")
        cursor.execute("ANALYZE listed_row")
        cursor.execute(_NOTE)
        return last, cursor.rowcount


def _pieces(run: ExportRun, found: PeopleList, last: int, chunk: int) -> Iterator[QuerySet[Any]]:
    for low in range(0, last, chunk):
        piece = RawSQL(
            "SELECT key FROM listed_row WHERE place > %s AND place <= %s", (low, low + chunk)
        )
        yield found.rows(run.narrowed_by).filter(**{f"{found.key}__in": piece})
