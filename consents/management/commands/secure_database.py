"""Give the application's database role its rights, and none to change the ledger."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from config.lib.database_role import grants


class Command(BaseCommand):
    """Run by the owner after every migration; repeats harmlessly."""

    help = "Grant the application's database role what it needs: on the consent ledger, to read and to add only."

    def add_arguments(self, parser: Any) -> None:
        """Take the role's name."""
        parser.add_argument(
            "role",
            nargs="?",
            default=settings.KJENN_APPLICATION_ROLE,
            help="the application's role; the user in DATABASE_URL unless named",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant and revoke, unless owner and application are the same role."""
        del args
        role = options["role"]
        if role == connection.settings_dict["USER"]:
            self.stdout.write(
                _("One database role for everything: the ledger is held by its triggers alone.")
            )
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError(
                    _("There is no database role “%(role)s”: create it first (docs/deploy.md).")
                    % {"role": role}
                )
            cursor.execute("SELECT current_setting('server_version_num')::int")
            (version,) = cursor.fetchone()
            for statement in grants(role, server_version=version):
                cursor.execute(statement)
        self.stdout.write(
            _("Role %(role)s: may add to the consent ledger and read it, and nothing else there.")
            % {"role": role}
        )
