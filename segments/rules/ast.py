"""The frozen tree of a rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# What stands behind an operator once it is parsed: nothing, a text, a number, a day, days, or several of one kind.
Operand = (
    str | Decimal | int | date | tuple[str, ...] | tuple[Decimal, ...] | tuple[date, ...] | None
)
Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time in which activities count: the last days, or from one day to another (both included)."""

    days: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about a customer; `field` and `operator` are keys of the catalogue and of the operators."""

    field: str
    operator: str
    value: Operand = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """Holds when each part holds; without parts it is everybody."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Holds when one part holds; without parts it is nobody."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not, which includes those of whom it is not known."""

    part: "Node"


Node = Condition | Every | Either | Not


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what stands directly below a node."""
    if isinstance(node, Every | Either):
        return node.parts
    return (node.part,) if isinstance(node, Not) else ()


def conditions_in(node: Node, path: Path = ()) -> Iterator[tuple[Path, Condition]]:
    """Walk every condition with its place in the tree, first to last."""
    if isinstance(node, Condition):
        yield path, node
    for position, part in enumerate(parts_of(node)):
        yield from conditions_in(part, (*path, position))
