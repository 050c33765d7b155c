"""A worker of its own process that does the work of one import until somebody kills it: RUN_ID CHUNK_ROWS."""

import sys
from datetime import UTC, datetime
from uuid import UUID

import django

django.setup()

from files.models import ImportRun  # noqa: E402 - after the setup
from files.services.runs import Pace, advance  # noqa: E402

if __name__ == "__main__":
    run_id, chunk_rows = UUID(sys.argv[1]), int(sys.argv[2])
    # The lease of whoever was killed before, run out.
    ImportRun.objects.filter(pk=run_id).update(leased_until=None)
    while advance(
        run_id=run_id,
        now=datetime(2026, 3, 1, 12, tzinfo=UTC),
        pace=Pace(chunk_rows=chunk_rows, seconds=3600),
    ):
        pass
