"""Counts of replies that the figures of a day keep."""

from collections.abc import Iterator
from datetime import datetime

from surveys.models import Submission


def replies_between(since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how many replies came in between two moments."""
    found = Submission.objects.filter(submitted_at__gte=since, submitted_at__lt=until)
    yield "replies", "", found.count()
