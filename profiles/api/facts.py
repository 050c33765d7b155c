"""What views of customers have in common: facts that the key may read."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from config.lib.rest.views import ApiView
from profiles.services.reading import log_read


class PeopleView(ApiView):
    """A view that shows people: whom, it writes into the read log."""

    def note(self, view: str, subjects: Sequence[UUID]) -> None:
        """Write whom the key saw into the read log."""
        if subjects:
            log_read(
                actor=self.caller.actor,
                view=view,
                subjects=subjects,
                purpose=self.caller.reason,
                now=timezone.now(),
            )


class FactsView(PeopleView):
    """What views of customers have in common: facts that the key may read, in answers, filters and fields.

    Of each person only those that their choices leave open: a view weighs the people of its page before it shows them.
    """

    people: Mapping[UUID, frozenset[str]] = {}

    def weigh(self, uids: Collection[UUID]) -> None:
        """Find out which facts may be read of each of the people to be shown; one query."""
        left = self.caller.purposes_of(uids)
        self.people = {uid: self.caller.facts_for(purposes) for uid, purposes in left.items()}

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the facts that may be read, by person."""
        return {**super().get_serializer_context(), "facts": self.people}

    def sparse_names(self) -> Collection[str]:
        """Return the fields, and facts.… for each fact that may be read."""
        tops = super().sparse_names()
        below = [top for top in ("facts", "origins") if top in tops]
        return [*tops, *(f"{top}.{slug}" for top in below for slug in self.caller.facts)]
