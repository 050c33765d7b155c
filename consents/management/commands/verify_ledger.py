"""Let the consent ledger prove itself."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.numbers import grouped
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
            self.stdout.write(_told(found))
        if not found.holds:
            raise CommandError(_complaint(found))
        if not options["json"]:
            self.stdout.write(_("The ledger holds."))

    def _progress(self, rows: int) -> None:
        text = ngettext("%(count)s entry …", "%(count)s entries …", rows)
        self.stderr.write("\r" + text % {"count": grouped(rows)}, ending="")


def _told(found: Verification) -> str:
    read = ngettext(
        "%(count)s entry read in %(seconds)s s (%(speed)s a second).",
        "%(count)s entries read in %(seconds)s s (%(speed)s a second).",
        found.rows,
    ) % {
        "count": grouped(found.rows),
        "seconds": number_format(found.seconds, decimal_pos=1),
        "speed": grouped(found.rows_per_second),
    }
    compared = ngettext(
        "%(count)s present state compared.", "%(count)s present states compared.", found.states
    ) % {"count": grouped(found.states)}
    return f"{read} {compared}"


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
        text = ngettext(
            "%(count)s entry was changed: no. %(number)s.",
            "%(count)s entries were changed, the first is no. %(number)s.",
            found.bad_rows,
        )
        said.append(text % {"count": grouped(found.bad_rows), "number": found.first_bad_row})
    if found.bad_states:
        text = ngettext(
            "%(count)s present state does not follow from the entries: %(which)s.",
            "%(count)s present states do not follow from the entries, the first is %(which)s.",
            found.bad_states,
        )
        said.append(text % {"count": grouped(found.bad_states), "which": found.first_bad_state})
    return " ".join([_("The ledger does not hold."), *said])
