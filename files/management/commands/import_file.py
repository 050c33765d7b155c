"""Take a file in from the command line: the same run as from the admin."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from files.choices import FileKind, Outcome
from files.mapping.errors import MappingError
from files.mapping.mapping import Mapping
from files.models import ImportRun
from files.services.receiving import receive_file
from files.services.taking_in import apply_now, decide_now, get_source
from profiles.models import Currency


class Command(BaseCommand):
    """Receive, map, decide and, unless it is a dry run, apply."""

    help = "Take a file of customers or activities in. With --dry-run, only say what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--source", required=True, help="the code of the source, such as crm")
        parser.add_argument("--kind", choices=FileKind.values, default=FileKind.CUSTOMERS)
        parser.add_argument(
            "--mapping", type=Path, help="a JSON file that says what the columns are"
        )
        parser.add_argument(
            "--currency",
            type=str.upper,
            choices=Currency.values,
            default="",
            help="of amounts that name none, such as USD",
        )
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        """Take the file in; what stops it goes to stderr."""
        try:
            run = self._take_in(options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_report(run)))
        else:
            self._tell(run, is_dry=options["dry_run"])

    def _take_in(self, options: dict[str, Any]) -> ImportRun:
        source = get_source(options["source"])
        mapping = _mapping(options["mapping"])
        actor, now = Actor.system("import_file"), timezone.now()
        try:
            file = options["path"].open("rb")
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be read: %(why)s.")
                % {"path": options["path"], "why": error.strerror}
            ) from error
        with file:
            run = receive_file(
                file=file,
                file_name=options["path"].name,
                source=source,
                kind=options["kind"],
                actor=actor,
                now=now,
                currency=options["currency"],
            )
        progress = self._progress if sys.stderr.isatty() else None
        run = decide_now(run=run, mapping=mapping, actor=actor, now=now, progress=progress)
        if not options["dry_run"]:
            run = apply_now(run=run, actor=actor, now=now, progress=progress)
        return run

    def _progress(self, run: ImportRun) -> None:
        done, total = (run.position, run.row_count or 0) if run.position else (run.staged_count, 0)
        self.stderr.write(
            f"\r{run.get_state_display()}: {grouped(done)}"
            + (f" / {grouped(total)}" if total else ""),
            ending="",
        )
        self.stderr.flush()

    def _tell(self, run: ImportRun, *, is_dry: bool) -> None:
        rows = run.row_count or 0
        text = ngettext(
            "Import no. %(number)s: %(rows)s row.", "Import no. %(number)s: %(rows)s rows.", rows
        )
        heading = text % {"number": run.number, "rows": grouped(rows)}
        self.stdout.write(heading + (" " + _("Nothing was written.") if is_dry else ""))
        for outcome, label in Outcome.choices:
            self.stdout.write(f"  {grouped(run.counts.get(outcome, 0)):>10}  {label}")
        for sentence in [*run.warnings, *_left_out(run)]:
            self.stdout.write(str(sentence))


def _mapping(path: Path | None) -> Mapping | None:
    if path is None:
        return None
    try:
        return Mapping.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise MappingError(
            _("The mapping %(path)s cannot be read as JSON: %(why)s.")
            % {"path": path, "why": error}
        ) from error


def _left_out(run: ImportRun) -> list[str]:
    """Say which columns are left out because they hold national identity numbers."""
    return [
        _("Left out: the column “%(column)s”, which holds national identity numbers.")
        % {"column": column}
        for column in run.summary.get("left_out", [])
    ]


def _report(run: ImportRun) -> dict[str, Any]:
    return {
        "run": str(run.pk),
        "number": run.number,
        "state": run.state,
        "rows": run.row_count,
        "outcomes": run.counts,
        "new_customers": run.summary.get("new_customers", 0),
        "left_out": run.summary.get("left_out", []),
        "warnings": run.warnings,
    }
