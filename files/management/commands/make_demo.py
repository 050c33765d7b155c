"""Write the files of a made-up company."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.numbers import grouped
from files.demo.writing import demo_files, described, most_customers, write_files


class Command(BaseCommand):
    """Write them into a folder, and say what was planted."""

    help = (
        "Write the files of a made-up outdoor retailer: CRM, newsletter, shop, orders, activities."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument(
            "--customers", type=most_customers, default=settings.KJENN_DEMO_CUSTOMERS
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=None,
            help="the day the files are exported on; the same day, seed and number give the same bytes",
        )

    def handle(self, **options: Any) -> None:
        """Write; a folder that cannot be made is said so."""
        folder = options["out"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written = write_files(
                folder=folder,
                customers=options["customers"],
                seed=options["seed"],
                today=options["today"] or timezone.localdate(),
            )
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(why)s.") % {"path": folder, "why": error.strerror}
            ) from error
        for file in demo_files(options["seed"]):
            self.stdout.write(f"{folder / file.name}  ({file.source}, {file.kind})")
        for label, count in described(written):
            self.stdout.write(f"{grouped(count):>10}  {label}")
