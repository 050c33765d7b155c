"""What an undo would do, as far as it can be told in the time that a page has (law 8)."""

from django.db import OperationalError, connection, transaction

from files.models import ImportRun
from files.services.undoing import UndoPreview, preview_undo

_MILLISECONDS = 4_000


def find_preview(*, run: ImportRun) -> UndoPreview | None:
    """Return the three buckets; nothing where counting them takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(_MILLISECONDS)])
            found = preview_undo(run=run)
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
            return found
    except OperationalError:
        return None
