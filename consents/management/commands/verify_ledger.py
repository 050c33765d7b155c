"""Let the consent ledger prove itself."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consents.services.verification import Verification, verify_ledger


class Command(BaseCommand):
    """Recompute every row's text and hash, and compare the present state; exit 1 where something does not hold."""

    help = "Check every entry of the consent ledger and the present state that follows from it."

    def add_arguments(self, parser: Any) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, with progress on a terminal."""
        del args
        progress = self._progress if sys.stderr.isatty() else None
        found = verify_ledger(report=progress)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found)))
        else:
            self.stdout.write(
                f"{found.rows} entries read in {found.seconds:.1f} s ({found.rows_per_second} a second), "
                f"{found.states} present states compared."
            )
        if not found.holds:
            raise CommandError(_complaint(found))
        if not options["json"]:
            self.stdout.write("The ledger holds.")

    def _progress(self, rows: int) -> None:
        self.stderr.write(f"\r{rows} entries …", ending="")


def _as_json(found: Verification) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "rows": found.rows,
        "seconds": round(found.seconds, 3),
        "rows_per_second": found.rows_per_second,
        "first_bad_row": found.first_bad_row,
        "bad_rows": found.bad_rows,
        "states": found.states,
        "bad_states": found.bad_states,
        "first_bad_state": found.first_bad_state or None,
    }


def _complaint(found: Verification) -> str:
    said = []
    if found.bad_rows:
        said.append(
            f"{found.bad_rows} entries were changed, the first is number {found.first_bad_row}"
        )
    if found.bad_states:
        said.append(
            f"{found.bad_states} present states do not follow from the ledger, the first is {found.first_bad_state}"
        )
    return "The ledger does not hold: " + "; ".join(said) + "."
