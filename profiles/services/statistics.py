"""After much was written, the planner is told at once."""

from config.lib import statistics
from profiles.models import ContactPoint, Customer, CustomerMetric, Event, SourceRecord


def refresh_statistics() -> None:
    """Count the tables anew that an import writes."""
    statistics.refresh_statistics([Customer, ContactPoint, CustomerMetric, Event, SourceRecord])
