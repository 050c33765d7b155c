"""Which wanted facts came to be known: by how much each fact's number grew within a week."""

from dataclasses import dataclass
from datetime import date

from config.start.figures import WEEK, StoredFigures
from profiles.models import Attribute


@dataclass(frozen=True, slots=True)
class Learnt:
    """One fact that was learnt of more customers, in the last seven days and in the seven before."""

    label: str
    this_week: int
    week_before: int


def learnt(figures: StoredFigures) -> list[Learnt] | None:
    """Return the wanted facts that grew, the weightiest first; nothing before a week has passed."""
    if all(_said(figures, slug, figures.today - WEEK) is None for slug in figures.scopes("known")):
        return None
    wanted = Attribute.objects.wanted().order_by("-weight", "position")
    found = [
        Learnt(
            fact.label,
            _growth(figures, fact.slug, figures.today),
            _growth(figures, fact.slug, figures.today - WEEK),
        )
        for fact in wanted
    ]
    return [row for row in found if row.this_week or row.week_before]


def _growth(figures: StoredFigures, slug: str, until: date) -> int:
    """Return by how much a fact grew in the week until a day; none where the week before was not counted."""
    now, before = (_said(figures, slug, day) for day in (until, until - WEEK))
    return max(now - before, 0) if now is not None and before is not None else 0


def _said(figures: StoredFigures, slug: str, day: date) -> int | None:
    """Return of how many customers a fact was said by a day, outdated or not."""
    known = figures.before("known", slug, day)
    return None if known is None else known + (figures.before("stale", slug, day) or 0)
