"""Chance that repeats: the same seed gives the same people."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random


class Chance(Random):
    """A person's own sequence of chance."""

    def of(self, share: float) -> bool:
        """Return whether something happens that happens to this share of all."""
        return self.random() < share

    def pick(self, weights: Mapping[str, float]) -> str:
        """Return one of the keys, each as likely as its weight."""
        return self.choices(tuple(weights), tuple(weights.values()))[0]

    def moment(self, day: date, first_hour: int = 8, last_hour: int = 20) -> datetime:
        """Return a moment of a day, on the clock of wherever it was."""
        hour = self.randint(first_hour, last_hour)
        return datetime(day.year, day.month, day.day, hour, self.randrange(60), self.randrange(60))  # noqa: DTZ001
