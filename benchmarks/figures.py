"""A figure, and how figures are kept and shown."""

import json
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

KEPT = Path(__file__).resolve().parent / "figures.json"
README = KEPT.parent.parent / "README.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Work:
    """Something done: how long it took, for how many rows."""

    name: str
    seconds: float
    rows: int

    @property
    def rate(self) -> float:
        """Return rows a second."""
        return self.rows / self.seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """Our work beside a limit or a peer of the same run, and the ratio of rates that it should reach."""

    ours: Work
    beside: Work
    target: str

    @property
    def ratio(self) -> float:
        """Return our rows a second as a multiple of the other's."""
        return self.ours.rate / self.beside.rate

    def __str__(self) -> str:
        """Return one line for a terminal."""
        return (
            f"{self.ours.name}: {self.ours.rate:,.0f} rows/s, "
            f"{self.ratio:.3g}x {self.beside.name} (target {self.target})"
        )


def limit(*, milliseconds: int) -> Work:
    """Return what one piece of work may take, as a peer to stand beside."""
    return Work(f"limit of {milliseconds} ms", milliseconds / 1000, 1)


def seconds_of(work: Callable[[], Any], *, runs: int = 1) -> float:
    """Return how long the work takes: the median of so many runs."""
    found = []
    for _run in range(runs):
        started = perf_counter()
        work()
        found.append(perf_counter() - started)
    return median(found)


def keep(figures: list[Figure], *, customers: int) -> None:
    """Write the figures of one size beside those of other sizes, with machine and date."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[str(customers)] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": (
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, PostgreSQL without fsync"
        ),
        "figures": [asdict(figure) | {"ratio": round(figure.ratio, 4)} for figure in figures],
    }
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_readme() -> None:
    """Put the kept figures into the README, between its two marks."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    text = README.read_text(encoding="utf-8")
    head, _mark, rest = text.partition(BEGIN)
    _old, _mark, tail = rest.partition(END)
    README.write_text(f"{head}{BEGIN}\n{as_table(kept)}\n{END}{tail}", encoding="utf-8")


def as_table(kept: Mapping[str, Any]) -> str:
    """Return the figures of every size side by side, as a Markdown table with machine and day."""
    sizes = sorted(kept, key=int)
    lines = [
        f"{int(size):,} customers: {kept[size]['machine']}, {kept[size]['measured_at'][:10]}."
        for size in sizes
    ]
    names = "".join(f" {int(size):,}: rows/s | ratio |" for size in sizes)
    lines += [
        "",
        f"| what | beside |{names} wanted |",
        "|---|---|" + "--:|--:|" * len(sizes) + "---|",
    ]
    cells = {size: {_name(each): each for each in kept[size]["figures"]} for size in sizes}
    for each in kept[sizes[-1]]["figures"]:
        shown = "".join(f" {_shown(cells[size].get(_name(each)))} |" for size in sizes)
        lines.append(
            f"| {each['ours']['name']} | {each['beside']['name']} |{shown} {each['target']} |"
        )
    return "\n".join(lines)


def _name(figure: Mapping[str, Any]) -> tuple[str, str]:
    return figure["ours"]["name"], figure["beside"]["name"]


def _shown(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "– | –"
    rate = figure["ours"]["rows"] / figure["ours"]["seconds"]
    return f"{rate:,.0f} | {figure['ratio']:.3g}x"
