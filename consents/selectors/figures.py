"""Counts of consents that the figures of a day keep."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from consents.choices import NO, YES
from consents.models import Decision, DecisionState, Wording

SOON = timedelta(days=30)


def consents_between(since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how many yeses and noes the ledger took in between two moments; consents_decision_recorded serves it."""
    counts = Decision.objects.filter(recorded_at__gte=since, recorded_at__lt=until).aggregate(
        yes=Count("pk", filter=Q(state__in=YES)), no=Count("pk", filter=Q(state__in=NO))
    )
    yield "new_consents", "", counts["yes"]
    yield "new_refusals", "", counts["no"]


def consents_at_risk(now: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how many consents end within 30 days, and how many were given to a text that has been replaced."""
    yield "consents_ending", "", in_need_of_care("ending", now).count()
    yield "consents_to_old_texts", "", in_need_of_care("replaced", now).count()


def in_need_of_care(care: str, now: datetime) -> QuerySet[DecisionState]:
    """Return the consents that hold now and end soon ("ending"), or whose text has been replaced ("replaced")."""
    standing = DecisionState.objects.filter(state__in=YES)
    if care == "ending":
        return standing.filter(valid_until__gt=now, valid_until__lte=now + SOON)
    old_texts = list(Wording.objects.filter(is_current=False).values_list("pk", flat=True))
    if care != "replaced" or not old_texts:
        return standing.none()
    return standing.filter(seq__in=Decision.objects.filter(wording__in=old_texts).values("seq"))
