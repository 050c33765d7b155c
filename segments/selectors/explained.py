"""Why one customer is in a segment, or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from profiles.models import Customer
from segments.models import Membership, Segment
from segments.rules.errors import RuleError
from segments.rules.explain import Reason, why
from segments.rules.parse import parse
from segments.rules.scope import Moment
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import latest_version


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every condition with its answer as of now, beside the membership as the last refresh left it.

    `refusal` says why there are no answers: the segment has no conditions, or they can no longer be read.
    """

    reasons: Sequence[Reason]
    refusal: str
    membership: Membership | None

    @property
    def holds(self) -> bool | None:
        """Say whether all of it holds; nothing where it cannot be asked."""
        tops = [reason.holds for reason in self.reasons if reason.depth == 0]
        return all(tops) if tops else None


def explanation(segment: Segment, customer: Customer, now: datetime) -> Explanation:
    """Return why a customer is in a segment, or not."""
    reasons, refusal = _reasons(segment, customer, now)
    membership = Membership.objects.filter(segment=segment, customer=customer).first()
    return Explanation(reasons, refusal, membership)


def _reasons(segment: Segment, customer: Customer, now: datetime) -> tuple[Sequence[Reason], str]:
    version = latest_version(segment)
    if version is None:
        return (), _("This segment has no conditions yet.")
    catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
    try:
        tree = parse(version.rule, catalogue)
    except RuleError as error:
        return (), str(error)
    return why(tree, customer, catalogue=catalogue, moment=Moment(now)), ""
