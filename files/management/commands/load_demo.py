"""Take the made-up company in from the command line: the same as on the first page."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from files.choices import DemoState
from files.demo.writing import most_customers
from files.services.demo_loading import advance_demo, begin_demo, find_demo

_PATIENCE = 1.0


class Command(BaseCommand):
    """Order it, and do the work that is left."""

    help = "Take a made-up company in, to look around with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument(
            "--customers", type=most_customers, default=settings.KJENN_DEMO_CUSTOMERS
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--into-given-database",
            action="store_true",
            help="also where DATABASE_URL names a database of your own; it cannot be taken back there",
        )

    def handle(self, **options: Any) -> None:
        """Refuse a given database unless asked; what stops it goes to stderr."""
        if not (settings.HAS_OWN_DATABASE or options["into_given_database"]):
            raise CommandError(
                _(
                    "DATABASE_URL names a database of your own, and a made-up company cannot be taken back there. "
                    "If that is meant: --into-given-database"
                )
            )
        try:
            self._load(options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        load = find_demo()
        if load is not None and load.state == DemoState.FAILED:
            raise CommandError(load.error)
        self.stdout.write(_("The made-up company is in."))

    def _load(self, options: dict[str, Any]) -> None:
        begin_demo(
            customers=options["customers"],
            seed=options["seed"],
            base_url=settings.KJENN_BASE_URL,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            actor=Actor.system("load_demo"),
            now=timezone.now(),
        )
        while _is_working():
            if not advance_demo(now=timezone.now()):
                time.sleep(_PATIENCE)


def _is_working() -> bool:
    load = find_demo()
    return load is not None and load.state == DemoState.WORKING
