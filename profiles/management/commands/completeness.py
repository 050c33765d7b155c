"""Say how well customers are known."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from profiles.models import Attribute
from profiles.selectors.completeness import Completeness, FactKnown, completeness
from profiles.services.fact_figures import count_facts


class Command(BaseCommand):
    """Count, and print a table or JSON."""

    help = "Say how well customers are known: each wanted fact, and the average."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer JSON for scripts."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count anew and print."""
        del args
        if not Attribute.objects.wanted().exists():
            raise CommandError("No fact is wanted yet: choose some under Settings, Wanted facts.")
        count_facts(now=timezone.now())
        state = completeness()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(state), ensure_ascii=False, indent=2))
        else:
            self._print(state)

    def _print(self, state: Completeness) -> None:
        """Print a table."""
        self.stdout.write(f"{state.customers} customers, on average {state.average} % complete")
        width = max(len(fact.label) for fact in state.facts)
        self.stdout.write(f"{'':{width}}  {'known':>7}  {'outdated':>8}  {'missing':>7}")
        for fact in state.facts:
            known, outdated, missing = _shares(fact)
            self.stdout.write(f"{fact.label:{width}}  {known:>6}%  {outdated:>7}%  {missing:>6}%")


def _shares(fact: FactKnown) -> tuple[float, float, float]:
    """Return a fact's shares in per cent."""
    return fact.share(fact.known), fact.share(fact.outdated), fact.share(fact.missing)


def _as_json(state: Completeness) -> dict[str, Any]:
    """Return the state for scripts."""
    return {
        "customers": state.customers,
        "average": state.average,
        "facts": [
            {
                "slug": fact.slug,
                "label": fact.label,
                "known": fact.known,
                "outdated": fact.outdated,
                "missing": fact.missing,
                "known_share": fact.share(fact.known),
                "outdated_share": fact.share(fact.outdated),
                "missing_share": fact.share(fact.missing),
            }
            for fact in state.facts
        ],
        "counted_at": state.counted_at.isoformat() if state.counted_at else None,
    }
