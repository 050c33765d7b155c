"""Write an audience to a file from the command line: the same export as from the admin."""

import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from files.choices import ExportFormat, ExportState
from files.models import ExportRun
from files.services.export_orders import get_segment, order_export
from files.services.export_upkeep import remove_file
from files.services.exports import write_export


class Command(BaseCommand):
    """Order the export, write it, and put the file where it was asked for."""

    help = (
        "Export those of a segment who may be contacted now, for a purpose and through a channel."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument("segment", help="the code of the segment")
        parser.add_argument(
            "--purpose", required=True, help="the code of the purpose, such as newsletter"
        )
        parser.add_argument("--channel", required=True, help="email, sms, phone or post")
        parser.add_argument(
            "--out", required=True, type=Path, help="the file to write: .csv or .xlsx"
        )
        parser.add_argument(
            "--recipient", default="", help="who receives the file; kept with the export"
        )
        parser.add_argument(
            "--facts", default="", help="codes of further facts, with commas between"
        )

    def handle(self, **options: Any) -> None:
        """Export; what stops it goes to stderr."""
        out: Path = options["out"]
        file_format = out.suffix.lower().lstrip(".")
        if file_format not in ExportFormat.values:
            raise CommandError(_("Let the name of the file end in .csv or .xlsx."))
        if not out.parent.is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": out.parent})
        try:
            run = self._export(options, file_format)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._hand_over(run, out)
        said = ngettext(
            "%(name)s: %(rows)s customer who may be contacted now, in %(path)s.",
            "%(name)s: %(rows)s customers who may be contacted now, in %(path)s.",
            run.row_count or 0,
        )
        rows = grouped(run.row_count or 0)
        self.stdout.write(said % {"name": str(run).capitalize(), "rows": rows, "path": out})

    def _export(self, options: dict[str, Any], file_format: str) -> ExportRun:
        now = timezone.now()
        run = order_export(
            segment=get_segment(options["segment"]),
            purpose=options["purpose"],
            channel=options["channel"],
            recipient=options["recipient"] or str(options["out"].name),
            slugs=[slug.strip() for slug in options["facts"].split(",") if slug.strip()],
            file_format=file_format,
            actor=Actor.system("export_audience"),
            now=now,
        )
        write_export(
            run_id=run.pk, now=now, progress=self._progress if sys.stderr.isatty() else None
        )
        run.refresh_from_db()
        if run.state != ExportState.DONE:
            raise CommandError(run.error or _("Another process is writing this export."))
        return run

    def _hand_over(self, run: ExportRun, out: Path) -> None:
        """Copy the file to where it was asked for, and leave none behind."""
        try:
            with default_storage.open(run.stored_as) as file, out.open("wb") as target:
                if out.is_file():
                    out.chmod(0o600)  # people's contact details; a pipe stays as it is
                shutil.copyfileobj(file, target)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(why)s.") % {"path": out, "why": error.strerror}
            ) from error
        finally:
            remove_file(run=run, now=timezone.now())

    def _progress(self, rows: int) -> None:
        self.stderr.write(f"\r{grouped(rows)} …", ending="")
        self.stderr.flush()
