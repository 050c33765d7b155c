"""Which step of a staircase a list of people is of, as its address says it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.narrowing import Narrowing
from consents.choices import Channel
from consents.selectors import between_levels, find_purpose
from consents.selectors.reach import STEPS
from profiles.models import Customer
from segments.models import Segment
from segments.selectors.reach import Stair

_SEPARATOR = "~"
_FELL, _STANDS = "fell", "on"


def stair_address(stair: Stair) -> str:
    """Return how an address says which step it is."""
    how = _FELL if stair.fell else _STANDS
    said = (stair.segment.slug, stair.purpose, stair.channel, stair.step, how)
    return _SEPARATOR.join(said)


def find_stair(address: str) -> Stair | None:
    """Return the step that an address names, where there is one."""
    try:
        slug, purpose, channel, step, how = address.split(_SEPARATOR)
    except ValueError:
        return None
    known = channel in Channel.values and step in STEPS and how in {_FELL, _STANDS}
    segment = Segment.objects.filter(slug=slug).first()
    if segment is None or not known or find_purpose(purpose) is None:
        return None
    return Stair(segment, purpose, channel, step, how == _FELL)


def _on_it(rows: QuerySet[Any], address: str, now: datetime) -> QuerySet[Any]:
    """Keep the members of whom it is true now: one pass over all of them."""
    stair = find_stair(address)
    if stair is None:
        return rows.none()
    lowest, highest = stair.levels
    found = between_levels(
        Customer.objects.filter(memberships__segment=stair.segment),
        purpose=stair.purpose,
        channel=stair.channel,
        lowest=lowest,
        highest=highest,
        now=now,
    )
    return rows.filter(segment=stair.segment, customer__in=found.values("pk"))


def _in_words(address: str) -> str:
    stair = find_stair(address)
    if stair is None:
        return ""
    step, purpose = str(STEPS[stair.step]), find_purpose(stair.purpose)
    return " · ".join(
        [
            stair.segment.name,
            purpose.label if purpose else stair.purpose,
            str(Channel(stair.channel).label),
            _("Fell out: %(step)s") % {"step": step} if stair.fell else step,
        ]
    )


STEP_OF = Narrowing("step", gettext_lazy("Step"), _on_it, says=_in_words)
