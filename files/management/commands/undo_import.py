"""Take an import back from the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from files.models import ImportRun
from files.services.receiving import find_run
from files.services.taking_in import undo_now
from files.services.undoing import preview_undo


class Command(BaseCommand):
    """Show the three buckets and, unless it is a dry run, undo."""

    help = "Undo an import, values included. With --dry-run, only say what would be reversed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument("run", help="the number or the id of the import")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        """Undo the import; what stops it goes to stderr."""
        run = find_run(options["run"])
        if run is None:
            raise CommandError(
                _("There is no import “%(name)s”: give its number or its id.")
                % {"name": options["run"]}
            )
        preview = preview_undo(run=run).to_json()
        try:
            if not options["dry_run"]:
                run = undo_now(run=run, actor=Actor.system("undo_import"), now=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            report = {"run": str(run.pk), "number": run.number, "state": run.state, **preview}
            self.stdout.write(json.dumps({**report, "undone": run.summary.get("undo", {})}))
        else:
            self._tell(run, preview)

    def _tell(self, run: ImportRun, preview: dict[str, Any]) -> None:
        back, stays, cannot = preview["reversed"], preview["stays"], preview["cannot"]
        self.stdout.write(_("Import no. %(number)s: %(state)s.") % {
            "number": run.number, "state": run.get_state_display(),
        })  # fmt: skip
        for label, count in (
            (_("records of customers go back to what they said before"), back["records"]),
            (_("activities go back"), back["events"]),
            (_("consents that came with the file are declared invalid"), back["consents"]),
            (_("records stay, because they have changed since"), stays["records"]),
            (_("activities stay, because they have changed since"), stays["events"]),
            (_("customers keep the no that came with the file"), cannot["customers_with_a_no"]),
        ):
            self.stdout.write(f"  {grouped(count):>10}  {label}")
