"""Make the roles of colleagues hold what the product says."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from profiles.choices import Role
from profiles.services.roles import sync_roles


class Command(BaseCommand):
    """Run after every `migrate`; a second run changes nothing."""

    help = (
        "Make the roles (steward, marketer, officer, analyst, administrator) and their permissions."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync, and say how many permissions each role has where somebody looks."""
        del args
        counts = sync_roles()
        if options["verbosity"] and self.stdout.isatty():
            for role, count in counts.items():
                text = ngettext(
                    "%(role)s: %(count)s permission", "%(role)s: %(count)s permissions", count
                )
                self.stdout.write(text % {"role": Role(role).label, "count": count})
