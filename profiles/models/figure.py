"""What is counted of all customers by the timetable, and read by screens (law 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models.catalogue import Attribute
from profiles.models.record import Source


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


class SourceFigure(models.Model):
    """How many customers one source speaks of, and how complete they are on average."""

    source = models.OneToOneField(
        Source, primary_key=True, on_delete=models.CASCADE, related_name="figure"
    )
    customer_count = models.IntegerField(_("customers"))
    completeness = models.SmallIntegerField(_("completeness"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of a source")
        verbose_name_plural = _("figures of sources")

    def __str__(self) -> str:
        return str(self.source)


class Counting(models.Model):
    """The last time that something heavy was counted: when, how long it took, and what was the newest by then."""

    name = models.CharField(max_length=40, primary_key=True)
    counted_at = models.DateTimeField()
    seconds = models.FloatField()
    newest = models.JSONField(default=list)

    class Meta:
        verbose_name = _("counting")
        verbose_name_plural = _("countings")

    def __str__(self) -> str:
        return self.name
