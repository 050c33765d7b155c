"""Say how well customers are known."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.numbers import grouped
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
            raise CommandError(
                _("No fact is wanted yet: choose some under Settings, Wanted facts.")
            )
        count_facts(now=timezone.now())
        state = completeness()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(state), ensure_ascii=False, indent=2))
        else:
            self._print(state)

    def _print(self, state: Completeness) -> None:
        """Print a table."""
        text = ngettext(
            "%(count)s customer, on average %(share)s %% complete",
            "%(count)s customers, on average %(share)s %% complete",
            state.customers,
        )
        shown = {"count": grouped(state.customers), "share": localize(state.average)}
        self.stdout.write(text % shown)
        heads = [_("Known"), _("Outdated"), _("Missing")]
        widths = [max(len(head), len("100.0 %")) for head in heads]
        margin = max(len(fact.label) for fact in state.facts)
        self.stdout.write(_line("", heads, margin, widths))
        for fact in state.facts:
            shares = [f"{localize(share)} %" for share in _shares(fact)]
            self.stdout.write(_line(fact.label, shares, margin, widths))


def _line(label: str, cells: Sequence[str], margin: int, widths: Sequence[int]) -> str:
    return "  ".join([label.ljust(margin), *map(str.rjust, cells, widths)])


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
