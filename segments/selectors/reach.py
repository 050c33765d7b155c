"""The staircase as it was counted, and the people on each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from consents.choices import Basis, Channel, PurposeKind
from consents.selectors import purposes, reach_steps
from consents.selectors.reach import REASONS, STEPS
from profiles.models import ContactPoint, Customer, Protection
from segments.models import ReachFigure, Segment


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one person may be contacted, on which basis and where; or why not."""

    is_reachable: bool
    words: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One purpose with its number per channel, for the table of all."""

    slug: str
    label: str
    cells: list[tuple[str, int | None]]


def reach_table(segment: Segment) -> list[ReachRow]:
    """Return how many may be contacted for each purpose through each channel, the segment's own purpose first."""
    counts = {
        (figure.purpose, figure.channel): figure.steps[-1]["count"]
        for figure in ReachFigure.objects.filter(segment=segment)
    }
    rows = sorted(purposes(PurposeKind.CONTACT), key=lambda each: each.slug != segment.purpose_id)
    return [
        ReachRow(
            purpose.slug,
            purpose.label,
            [(channel.value, counts.get((purpose.slug, channel.value))) for channel in Channel],
        )
        for purpose in rows
    ]


def reach_figure(segment: Segment, purpose: str, channel: str) -> ReachFigure | None:
    """Return the staircase as counted, or nothing before it was."""
    return ReachFigure.objects.filter(segment=segment, purpose=purpose, channel=channel).first()


def stairs(figure: ReachFigure) -> list[dict[str, Any]]:
    """Return the steps with their share of the first."""
    first = figure.steps[0]["count"] or 1
    return [
        {
            "key": step["key"],
            "label": str(STEPS[step["key"]]),
            "value": step["count"],
            "share": 100 * step["count"] / first,
            "fell": figure.steps[place - 1]["count"] - step["count"] if place else 0,
            "why": str(REASONS.get(step["key"], "")),
        }
        for place, step in enumerate(figure.steps)
    ]


def people_on(
    segment: Segment, *, purpose: str, channel: str, step: str, fell: bool, now: datetime
) -> QuerySet[Customer]:
    """Return the people on a step, or those who fell out at it."""
    found = reach_steps(
        Customer.objects.filter(memberships__segment=segment),
        purpose=purpose,
        channel=channel,
        now=now,
    )
    keys = [each.key for each in found]
    place = keys.index(step)
    here = found[place].customers
    if not fell or place == 0:
        return here
    return found[place - 1].customers.filter(~Exists(here.filter(pk=OuterRef("pk"))))


def standings(
    uids: Sequence[UUID], *, purpose: str, channel: str, now: datetime
) -> dict[UUID, Standing]:
    """Return each person's standing: a fixed number of questions for a whole page."""
    few = Customer.objects.filter(pk__in=uids)
    steps = reach_steps(few, purpose=purpose, channel=channel, now=now)
    found: dict[UUID, Standing] = {}
    for place, step in enumerate(steps[1:-1], start=1):
        passed = set(step.customers.values_list("pk", flat=True))
        fallen = [uid for uid in uids if uid not in found and uid not in passed]
        reasons = _opt_outs(fallen) if steps[place].key == "no_opt_out" else {}
        for uid in fallen:
            found[uid] = Standing(False, reasons.get(uid, str(REASONS[step.key])))
    reached = _reached(steps[-1].customers)
    rest = Standing(False, str(REASONS["reachable"]))
    return {uid: found.get(uid) or reached.get(uid, rest) for uid in uids}


def _reached(customers: QuerySet[Customer]) -> dict[UUID, Standing]:
    annotated: Any = customers  # the last step carries two columns that the model does not have
    rows = list(annotated.values_list("pk", "reach_basis", "reach_point_id"))
    points = dict(
        ContactPoint.objects.filter(pk__in=[row[2] for row in rows]).values_list("pk", "raw")
    )
    return {
        uid: Standing(True, str(Basis(basis).label), points.get(point, ""))
        for uid, basis, point in rows
    }


def _opt_outs(uids: Sequence[UUID]) -> dict[UUID, str]:
    """Return in words which no stands in the way: of the person, or about the person."""
    restricted = Customer.objects.filter(pk__in=uids, restricted_at__isnull=False)
    found = dict.fromkeys(uids, _("The person has said no."))
    found |= dict.fromkeys(
        restricted.values_list("pk", flat=True), _("The use of this person’s data is restricted.")
    )
    shields = Protection.objects.filter(customer_id__in=uids, lifted_at__isnull=True)
    return found | {shield.customer_id: shield.get_kind_display() for shield in shields}
