"""How well do we know our customers: the wanted facts as counted, their trend, and what each source tells us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from config.start.charts import Chart, chart
from config.start.figures import WEEK, StoredFigures
from profiles.models import SourceFigure
from profiles.selectors.completeness import FactKnown, facts_known
from profiles.selectors.narrowings import ALL

MOST = 6


@dataclass(frozen=True, slots=True)
class FactBar:
    """One wanted fact: its shares, each leading to the people behind it where they may be seen."""

    fact: FactKnown
    known_url: str = ""
    outdated_url: str = ""
    missing_url: str = ""

    @property
    def known_share(self) -> float:
        """Return of how many per cent it is known."""
        return self.fact.share(self.fact.known)

    @property
    def outdated_share(self) -> float:
        """Return of how many per cent it is outdated."""
        return self.fact.share(self.fact.outdated)


@dataclass(frozen=True, slots=True)
class Known:
    """What the page and the section show."""

    average: int | None
    change: int | None
    counted_at: datetime | None
    facts_at: datetime | None
    bars: list[FactBar]
    fact_count: int
    trend: Chart | None


def known(request: HttpRequest, figures: StoredFigures, *, most: int | None = MOST) -> Known:
    """Return how well customers are known, the weightiest facts first."""
    facts, counted_at = facts_known()
    shown = facts if most is None else [fact for fact in facts if fact.asked_of][:most]
    may_see = request.user.has_perm("profiles.view_customer")
    latest = figures.latest("completeness")
    earlier = figures.before("completeness", "", figures.today - 4 * WEEK)
    return Known(
        average=latest.value if latest else None,
        change=latest.value - earlier if latest and earlier is not None else None,
        counted_at=latest.counted_at if latest else None,
        facts_at=counted_at,
        bars=[_bar(fact, may_see=may_see) for fact in shown],
        fact_count=len(facts),
        trend=chart({_("Average completeness"): figures.series("completeness")}, top=100, unit="%"),
    )


def _bar(fact: FactKnown, *, may_see: bool) -> FactBar:
    if not may_see:
        return FactBar(fact)
    people = f"{reverse('admin:profiles_customer_changelist')}?use={ALL}"
    return FactBar(
        fact,
        *(f"{people}&fact={fact.slug}~{state}" for state in ("known", "outdated", "missing")),
    )


def sources(request: HttpRequest) -> dict[str, Any]:
    """Return what each source tells us of: how many customers, and how complete they are."""
    may_see = request.user.has_perm("profiles.view_customer")
    people = f"{reverse('admin:profiles_customer_changelist')}?use={ALL}"
    rows = [
        (row, f"{people}&source={row.source.slug}" if may_see else "") for row in source_figures()
    ]
    return {"rows": rows, "counted_at": min((row.counted_at for row, _url in rows), default=None)}


def source_figures() -> QuerySet[SourceFigure]:
    """Return the figures of the sources, the most believed first."""
    found = SourceFigure.objects.select_related("source")
    return found.order_by("source__rank", "source__name")
