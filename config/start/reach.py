"""Who may be contacted, by purpose and channel: the last step of law 5 over everybody, as counted in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from config.start.charts import Chart, chart
from config.start.figures import DRAWN, StoredFigures
from consents.choices import Channel, PurposeKind
from consents.selectors import purposes


@dataclass(frozen=True, slots=True)
class ReachCell:
    """How many through one channel, and where they are seen; nothing where it was not counted."""

    channel: str
    count: int | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One purpose with its number for each channel."""

    label: str
    cells: list[ReachCell]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the section shows."""

    channels: list[str]
    rows: list[ReachRow]
    counted_at: datetime | None
    drawn: str
    trend: Chart | None


def reach(request: HttpRequest, figures: StoredFigures) -> Reach:
    """Return the stored numbers for every purpose of contact, and the growth of one."""
    may_see = request.user.has_perm("profiles.view_customer")
    contact = purposes(PurposeKind.CONTACT)
    stored = {scope: figures.latest("reach", scope) for scope in figures.scopes("reach")}
    times = [figure.counted_at for figure in stored.values() if figure and figure.counted_at]
    counts = {scope: figure.value for scope, figure in stored.items() if figure}
    rows = [
        ReachRow(each.label, [_cell(each.slug, channel, counts, may_see) for channel in Channel])
        for each in contact
    ]
    lines = {
        channel.label: figures.series("reach", f"{DRAWN}/{channel}")
        for channel in Channel
        if counts.get(f"{DRAWN}/{channel}")
    }
    return Reach(
        channels=[str(channel.label) for channel in Channel],
        rows=rows if counts else [],
        counted_at=min(times, default=None),
        drawn=next((each.label for each in contact if each.slug == DRAWN), ""),
        trend=chart(lines),
    )


def _cell(purpose: str, channel: Channel, counts: Mapping[str, int], may_see: bool) -> ReachCell:
    count = counts.get(f"{purpose}/{channel}")
    address = reverse("admin:reachable", args=[purpose, channel.value])
    return ReachCell(str(channel.label), count, address if count and may_see else "")
