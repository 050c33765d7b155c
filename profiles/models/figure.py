"""How many customers each fact is known of: counted by the timetable, read by screens (law 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models.catalogue import Attribute


class FactFigure(models.Model):
    """One fact's counts, with the moment at which they were taken."""

    attribute = models.OneToOneField(
        Attribute, primary_key=True, on_delete=models.CASCADE, related_name="figure"
    )
    known_count = models.IntegerField(_("known"), default=0)
    missing_count = models.IntegerField(_("missing"), default=0)
    outdated_count = models.IntegerField(_("outdated"), default=0)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of a fact")
        verbose_name_plural = _("figures of facts")

    def __str__(self) -> str:
        return str(self.attribute)
