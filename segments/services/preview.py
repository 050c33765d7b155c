"""About how many: a count that never takes longer than a person will wait (law 8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.lib.patience import within
from segments.rules.ast import Node
from segments.rules.catalog import Catalogue
from segments.rules.compile import found
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for

BUDGET_MS = 1500
SHARES = (1, 64, 4096)


@dataclass(frozen=True, slots=True)
class Estimate:
    """About so many customers; `count` is nothing when even a sample took too long."""

    count: int | None
    is_sampled: bool


def preview_count(
    *, rule: Any, purpose: str, now: datetime, leaving_out: str = "", budget_ms: int = BUDGET_MS
) -> Estimate:
    """Count whom a rule would find, over everybody if time allows, else over a fair sample; RuleError as in parse."""
    catalogue = catalogue_for(purpose, leaving_out=leaving_out)
    tree = parse(rule, catalogue)
    for share in SHARES:
        count = _count(tree, catalogue, now=now, share=share, budget_ms=budget_ms)
        if count is not None:
            return Estimate(_rounded(count * share) if share > 1 else count, share > 1)
    return Estimate(None, is_sampled=True)


def _count(
    tree: Node, catalogue: Catalogue, *, now: datetime, share: int, budget_ms: int
) -> int | None:
    scope = Scope() if share == 1 else Scope.sample(share)
    people = found(tree, catalogue=catalogue, moment=Moment(now, scope))
    return within(budget_ms, people.count)


def _rounded(count: int) -> int:
    """Return a sampled count to two digits: more would pretend to know."""
    digits = max(len(str(count)) - 2, 0)
    return round(count, -digits)
