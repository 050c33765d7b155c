"""Whom a rule is asked about: everybody, a few, or a sample; subqueries over activities narrow themselves alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from profiles.models import Customer, CustomerMetric, Event


@dataclass(frozen=True, slots=True)
class Scope:
    """Everybody; or the customers of `uids`; or those whose random key is below `below`, a fair sample."""

    uids: tuple[UUID, ...] | None = None
    below: UUID | None = None

    @classmethod
    def of(cls, uids: Collection[UUID]) -> "Scope":
        """Return the scope of a few customers."""
        return cls(uids=tuple(sorted(set(uids))))

    @classmethod
    def sample(cls, share: int) -> "Scope":
        """Return the scope of one customer in `share`: keys are random, so those below a bound are a fair sample."""
        return cls(below=UUID(int=(1 << 128) // share))

    def customers(self) -> QuerySet[Customer]:
        """Return the customers of the scope."""
        if self.uids is not None:
            return Customer.objects.filter(pk__in=self.uids)
        return (
            Customer.objects.all()
            if self.below is None
            else Customer.objects.filter(pk__lt=self.below)
        )

    def figures(self) -> QuerySet[CustomerMetric]:
        """Return the narrow rows of the customers of the scope: one each, as the database demands."""
        if self.uids is not None:
            return CustomerMetric.objects.filter(pk__in=self.uids)
        return (
            CustomerMetric.objects.all()
            if self.below is None
            else CustomerMetric.objects.filter(pk__lt=self.below)
        )

    def events(self) -> QuerySet[Event]:
        """Return the activities of the customers of the scope, without asking for the customers themselves."""
        if self.uids is not None:
            return Event.objects.filter(customer_id__in=self.uids)
        return (
            Event.objects.all()
            if self.below is None
            else Event.objects.filter(customer_id__lt=self.below)
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """When a rule is asked: days begin at midnight in the company's time zone.

    `to_figures` is the way from whoever is asked about to the narrow row; '' where that row itself is asked.
    """

    now: datetime
    scope: Scope = Scope()
    to_figures: str = "metric__"

    def figure(self, name: str) -> F:
        """Return a column of the narrow row."""
        return F(f"{self.to_figures}{name}")

    @property
    def today(self) -> date:
        """Return the present day where the company is."""
        return timezone.localtime(self.now).date()


def midnight(day: date) -> datetime:
    """Return the first instant of a day where the company is."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 made aware here


def shifted(day: date, days: int) -> date:
    """Return the day so many days later, at most the ends of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
