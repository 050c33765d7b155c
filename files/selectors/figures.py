"""Counts of imports that the figures of a day keep."""

from collections.abc import Iterator
from datetime import datetime

from files.choices import RunState
from files.models import ImportRun


def imports_between(since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how many files were taken in between two moments."""
    found = ImportRun.objects.filter(state=RunState.DONE)
    yield "imports", "", found.filter(finished_at__gte=since, finished_at__lt=until).count()
