"""Add the shipped catalogue's rows that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.services.catalogue import load_catalogue

_WORDS = {
    "attributes": gettext_lazy("Facts"),
    "sources": gettext_lazy("Sources"),
    "purposes": gettext_lazy("Purposes"),
    "consent texts": gettext_lazy("Consent texts"),
    "purposes of facts": gettext_lazy("Purposes of facts"),
    "questions": gettext_lazy("Questions"),
}


class Command(BaseCommand):
    """Load facts, purposes, consent texts and questions; what was edited stays as it is."""

    help = "Add the shipped facts, purposes, consent texts and questions that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was added."""
        del args, options
        added = {name: count for name, count in load_catalogue().items() if count}
        said = ", ".join(f"{_WORDS.get(name, name)}: {count}" for name, count in added.items())
        told = _("Added to the catalogue. %(what)s.") % {"what": said}
        self.stdout.write(told if added else _("Nothing to add to the catalogue."))
