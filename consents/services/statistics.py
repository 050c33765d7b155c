"""After many consents were written, the planner is told at once."""

from config.lib.statistics import refresh_where_outdated
from consents.models import Decision, DecisionState, SaidYes, Subject


def refresh_statistics() -> None:
    """Count the tables anew that imported consents write, where they are much of them."""
    refresh_where_outdated([Decision, DecisionState, SaidYes, Subject])
