"""Which facts may be read for some purposes, and of whom (laws 4 and 10; articles 6 and 21)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from profiles.choices import Sensitivity
from profiles.models import Attribute, Customer
from profiles.registry import open_conditions, readable_slugs

_NOBODY = Q(pk__in=[])


def readable_facts(purposes: Collection[str], *, is_private_open: bool) -> dict[str, Attribute]:
    """Return the facts in use that some of these purposes may read, in the catalogue's order.

    Special categories never; private ones only where they are open to the reader. One query a purpose, and one.
    """
    return _facts(_read_by(purposes), is_private_open=is_private_open)


@dataclass(frozen=True)
class FactGate:
    """What a reader may know who acts for some purposes: which facts at all, and which of one person.

    A purpose that a person has said no to, or that waits for their yes, reads nothing of them; a fact stays open where
    another of the purposes reads it.
    """

    purposes: frozenset[str]
    is_private_open: bool
    now: datetime

    @cached_property
    def facts(self) -> Mapping[str, Attribute]:
        """Return the facts that may be read of anybody, by code."""
        return _facts(self._read_by, is_private_open=self.is_private_open)

    def purposes_of(self, uids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
        """Return which of the purposes may use each person's data now; one query, however many they are."""
        columns = {
            f"open_{place}": ExpressionWrapper(condition, output_field=BooleanField())
            for place, condition in enumerate(self._conditions.values())
        }
        people = Customer.objects.filter(pk__in=uids).annotate(**columns)
        return {
            uid: frozenset(
                slug for slug, is_open in zip(self._conditions, said, strict=True) if is_open
            )
            for uid, *said in people.values_list("pk", *columns)
        }

    def facts_for(self, purposes: Collection[str]) -> frozenset[str]:
        """Return which facts may be read for some of the purposes."""
        read = (self._read_by[slug] for slug in purposes)
        return frozenset[str]().union(*read) & self.facts.keys()

    def may_read(self, slug: str) -> Q:
        """Return the condition on a customer that a fact of theirs may be read now."""
        reading = (
            condition
            for purpose, condition in self._conditions.items()
            if slug in self._read_by[purpose]
        )
        return reduce(or_, reading, _NOBODY) if slug in self.facts else _NOBODY

    @cached_property
    def _read_by(self) -> Mapping[str, frozenset[str]]:
        return _read_by(self.purposes)

    @cached_property
    def _conditions(self) -> Mapping[str, Q]:
        return open_conditions(self.purposes, self.now)


def _read_by(purposes: Collection[str]) -> dict[str, frozenset[str]]:
    return {purpose: readable_slugs(purpose) for purpose in sorted(purposes)}


def _facts(read_by: Mapping[str, frozenset[str]], *, is_private_open: bool) -> dict[str, Attribute]:
    slugs = frozenset[str]().union(*read_by.values())
    open_to = [Sensitivity.ORDINARY, *([Sensitivity.PRIVATE] if is_private_open else [])]
    found = Attribute.objects.usable().filter(slug__in=slugs, sensitivity__in=open_to)
    return {fact.slug: fact for fact in found.order_by("position", "slug")}
