"""What files say about consent, beside the ledger: kept while an import records its decisions, in its transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from profiles.models import Source

# `proposed_decision` holds one word a key, the strictest of the file; "asked" is how a yes without proof is loaded.
KEEP = """
INSERT INTO consents_saidyes AS y (subject_id, purpose, channel, commitment, source_id, occurred_at, run_id, said_at)
SELECT subject, purpose, channel, commitment, %(source)s, occurred_at, %(run)s, %(now)s
FROM proposed_decision WHERE says IN ('yes', 'asked') ORDER BY subject, purpose, channel, commitment
ON CONFLICT (subject_id, purpose, channel, commitment, source_id) DO UPDATE
SET occurred_at = excluded.occurred_at, run_id = excluded.run_id, said_at = excluded.said_at
"""
TAKE_BACK = """
DELETE FROM consents_saidyes y USING proposed_decision p
WHERE p.says = 'no' AND y.source_id = %(source)s AND y.subject_id = p.subject AND y.purpose = p.purpose
  AND y.channel = p.channel AND y.commitment = p.commitment
"""


def keep_what_was_said(
    cursor: CursorWrapper, *, run_id: UUID, source: Source, now: datetime
) -> None:
    """Keep every yes of `proposed_decision` as this source's word, and drop those it now says otherwise."""
    bound: dict[str, Any] = {"run": run_id, "source": source.pk, "now": now}
    cursor.execute(KEEP, bound)
    cursor.execute(TAKE_BACK, bound)


def forget_run(*, run_id: UUID) -> None:
    """Forget what an undone import made its source say."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM consents_saidyes WHERE run_id = %s", [run_id])
