"""What a person says of two customers who look alike."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from config.lib.actor import Actor
from profiles.choices import PairState
from profiles.models import Contradiction, Customer, DuplicatePair


@transaction.atomic
def tell_apart(*, one: Customer, other: Customer, actor: Actor, now: datetime) -> None:
    """Note that two customers are two; no comparison brings the pair up again."""
    del actor
    either = Q(first=one, second=other) | Q(first=other, second=one)
    if not DuplicatePair.objects.filter(either).update(state=PairState.DIFFERENT):
        DuplicatePair.objects.create(
            first=one,
            second=other,
            reason="told apart",
            state=PairState.DIFFERENT,
            found_at=now,
        )
    shown = Q(customer=one, other=other.pk) | Q(customer=other, other=one.pk)
    Contradiction.objects.filter(shown).delete()
