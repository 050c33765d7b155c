"""After much was written, the planner is told at once."""

from config.lib.statistics import refresh_where_outdated
from profiles.models import ContactPoint, Customer, CustomerMetric, Event, SourceRecord


def refresh_statistics() -> None:
    """Count the tables anew that an import writes, where it has written much of them."""
    refresh_where_outdated([Customer, ContactPoint, CustomerMetric, Event, SourceRecord])
