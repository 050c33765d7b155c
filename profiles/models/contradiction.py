"""What the sources say about each other: who is contradicted, found by the timetable, read by screens (law 8).

A row of its own for each customer and kind, because a page of "those with two birth dates" would otherwise compare the
records of everybody; the values themselves stay where they were said.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models.customer import Customer


class Contradiction(models.Model):
    """One customer of whom sources say what cannot all be so; `other` is whom it concerns beside them."""

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=90, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contradictions")
    # A bare id: it follows nobody, and whoever has gone is no longer shown.
    other = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("contradiction between sources")
        verbose_name_plural = _("contradictions between sources")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope", "customer"], name="profiles_contradiction_once"
            ),
        ]
        indexes = [
            # The list of one kind, page after page; rows are written in the order of names.
            models.Index(fields=["kind", "scope", "id"], name="profiles_contradiction_list"),
        ]

    def __str__(self) -> str:
        return self.kind


class ContradictionFigure(models.Model):
    """How many customers one kind concerns, as of a moment."""

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=90, blank=True)
    customer_count = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("number of contradictions")
        verbose_name_plural = _("numbers of contradictions")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope"], name="profiles_contradictionfigure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope}"
