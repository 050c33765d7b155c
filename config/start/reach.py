"""Who may be contacted, by purpose and channel: the last step of law 5 over everybody, as counted in the background."""

from dataclasses import dataclass
from datetime import datetime

from config.start.charts import Chart, chart
from config.start.figures import DRAWN, StoredFigures
from consents.choices import Channel, PurposeKind
from consents.selectors import purposes


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One purpose with its number for each channel; None where nothing was counted."""

    label: str
    counts: list[int | None]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the section shows."""

    channels: list[str]
    rows: list[ReachRow]
    counted_at: datetime | None
    drawn: str
    trend: Chart | None


def reach(figures: StoredFigures) -> Reach:
    """Return the stored numbers for every purpose of contact, and the growth of one."""
    contact = purposes(PurposeKind.CONTACT)
    stored = {scope: figures.latest("reach", scope) for scope in figures.scopes("reach")}
    times = [figure.counted_at for figure in stored.values() if figure and figure.counted_at]
    counts = {scope: figure.value for scope, figure in stored.items() if figure}
    rows = [
        ReachRow(each.label, [counts.get(f"{each.slug}/{channel}") for channel in Channel.values])
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
