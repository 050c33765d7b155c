"""After many consents were written, the planner is told at once."""

from config.lib import statistics
from consents.models import Decision, DecisionState, SaidYes, Subject


def refresh_statistics() -> None:
    """Count the tables anew that imported consents write."""
    statistics.refresh_statistics([Decision, DecisionState, SaidYes, Subject])
