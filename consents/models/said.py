"""What a source says about consent, kept as it said it, where the ledger would not hear it.

A file that calls somebody subscribed who has said no changes nothing in the ledger (law 3), but the company wants to
know: the source of that file goes on writing to people who said no.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consents.choices import Channel
from consents.models.ledger import Subject
from profiles.models import Source


class SaidYes(models.Model):
    """One source's latest word that a person agreed; gone when the source says no, or its import is undone."""

    subject = models.ForeignKey(
        Subject, on_delete=models.CASCADE, related_name="said_yes", db_index=False
    )
    purpose = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    # Unchecked: millions of rows name a handful of sources, which Django protects from deletion.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    occurred_at = models.DateTimeField(null=True)
    run_id = models.UUIDField()
    said_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("yes as a source says it")
        verbose_name_plural = _("yeses as sources say them")
        constraints = [
            # Also serves "what do sources say of those who said no".
            models.UniqueConstraint(
                fields=["subject", "purpose", "channel", "commitment", "source"],
                name="consents_saidyes_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.purpose} {self.channel}"
