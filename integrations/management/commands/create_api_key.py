"""Make a key from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from integrations.choices import Scope
from integrations.services.keys import LONGEST_DAYS, create_api_key


class Command(BaseCommand):
    """Make a key and print it, once."""

    help = "Make an API key and print it; it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what scripts rely on."""
        parser.add_argument("--name", required=True, help="which program holds the key")
        parser.add_argument("--source", required=True, help="the code of the source it speaks for")
        parser.add_argument(
            "--purpose", required=True, nargs="+", action="extend", help="what it acts for"
        )
        parser.add_argument(
            "--scope",
            required=True,
            nargs="+",
            action="extend",
            help=f"what it may do: {', '.join(Scope.values)}",
        )
        parser.add_argument("--days", type=int, default=LONGEST_DAYS, help="how long it lasts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key; the key alone goes to stdout."""
        del args
        try:
            made = create_api_key(
                name=options["name"],
                source=options["source"],
                purposes=options["purpose"],
                scopes=options["scope"],
                days=options["days"],
                actor=Actor.system("create_api_key"),
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(
            _("The key “%(name)s” runs out on %(day)s. Keep it now: it is not shown again.")
            % {"name": made.key.name, "day": date_format(made.key.expires_at)}
        )
        self.stdout.write(made.text)
