"""A rule while it is being edited: it may be unfinished, and knows its place on the screen.

A group says "all", "any", "none" or "not_all" of its parts; a condition keeps the texts as they were typed. Places are
written "r", "r.0", "r.0.2": the root, its first part, that part's third part.
"""

import dataclasses
from collections.abc import Iterator

Place = str
ROOT: Place = "r"
GROUPS = ("all", "any", "none", "not_all")


@dataclasses.dataclass(slots=True)
class DraftCondition:
    """One condition as typed."""

    field: str = ""
    operator: str = ""
    values: list[str] = dataclasses.field(default_factory=list)
    window: str = ""
    days: str = ""
    since: str = ""
    until: str = ""


@dataclasses.dataclass(slots=True)
class DraftGroup:
    """A group of conditions and groups."""

    kind: str = "all"
    parts: list["DraftNode"] = dataclasses.field(default_factory=list)


DraftNode = DraftCondition | DraftGroup


def new_draft() -> DraftGroup:
    """Return what a person begins with: one empty condition."""
    return DraftGroup("all", [DraftCondition()])


def walk(node: DraftNode, place: Place = ROOT) -> Iterator[tuple[Place, DraftNode]]:
    """Yield every node with its place, as it stands on the screen."""
    yield place, node
    if isinstance(node, DraftGroup):
        for position, part in enumerate(node.parts):
            yield from walk(part, f"{place}.{position}")


def edit(root: DraftGroup, action: str, place: Place) -> None:
    """Do what a button says at a place; a button of a page that has changed meanwhile does nothing."""
    nodes = dict(walk(root))
    node = nodes.get(place)
    if isinstance(node, DraftGroup) and action == "condition":
        node.parts.append(DraftCondition())
    elif isinstance(node, DraftGroup) and action == "group":
        node.parts.append(DraftGroup("any", [DraftCondition()]))
    elif node is not None and place != ROOT and action in {"remove", "up", "down"}:
        above, _dot, last = place.rpartition(".")
        group = nodes[above]
        if isinstance(group, DraftGroup):
            _move(group.parts, int(last), action)


def _move(parts: list[DraftNode], position: int, action: str) -> None:
    if action == "remove":
        del parts[position]
        return
    other = position - 1 if action == "up" else position + 1
    if 0 <= other < len(parts):
        parts[position], parts[other] = parts[other], parts[position]
