"""Add the shipped catalogue's rows that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand

from profiles.services.catalogue import load_catalogue


class Command(BaseCommand):
    """Load facts, purposes, consent texts and questions; what was edited stays as it is."""

    help = "Add the shipped facts, purposes, consent texts and questions that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was added."""
        del args, options
        added = {name: count for name, count in load_catalogue().items() if count}
        said = ", ".join(f"{count} {name}" for name, count in added.items())
        self.stdout.write(f"Catalogue: {said or 'nothing to add'}.")
