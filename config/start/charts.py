"""Lines over days as SVG: geometry alone; colours and sizes come from the style sheet, the same numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.start.figures import Point

WIDTH, HEIGHT = 600, 160
_ROWS = 13


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its points as SVG wants them, and where it ends."""

    label: str
    points: str
    last: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Some lines over the same days, and every seventh day as a row of numbers."""

    lines: Sequence[Line]
    top: int
    since: date
    until: date
    rows: Sequence[tuple[date, Sequence[int | None]]]
    unit: str = ""
    width: int = WIDTH
    height: int = HEIGHT


def chart(series: Mapping[Any, Sequence[Point]], *, top: int = 0, unit: str = "") -> Chart | None:
    """Return the lines; nothing before there are two days, because one dot is no trend."""
    lines = {label: points for label, points in series.items() if len(points) > 1}
    if not lines:
        return None
    days = sorted({day for points in lines.values() for day, _value in points})
    highest = top or _round_up(max(value for points in lines.values() for _day, value in points))
    return Chart(
        lines=[
            Line(str(label), _points(points, days, highest), points[-1][1])
            for label, points in lines.items()
        ],
        top=highest,
        since=days[0],
        until=days[-1],
        rows=_rows(lines, days),
        unit=unit,
    )


def _points(points: Sequence[Point], days: Sequence[date], top: int) -> str:
    span = max((days[-1] - days[0]).days, 1)
    placed = (
        (WIDTH * (day - days[0]).days / span, HEIGHT * (1 - min(value, top) / top))
        for day, value in points
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)


def _rows(
    lines: Mapping[Any, Sequence[Point]], days: Sequence[date]
) -> list[tuple[date, list[int | None]]]:
    """Return the newest day, and every seventh before it."""
    chosen = days[::-1][::7][:_ROWS]
    values = [dict(points) for points in lines.values()]
    return [(day, [each.get(day) for each in values]) for day in chosen]


def _round_up(value: int) -> int:
    """Return the next number with one digit before its zeros, at least 10."""
    scale = 10
    while scale * 10 <= value:
        scale *= 10
    return -(-max(value, 10) // scale) * scale
