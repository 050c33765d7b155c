"""Exports: an audience on its way out is a row with a state, too."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from files.choices import ExportFormat, ExportKind, ExportState
from profiles.models import Customer
from segments.models import Segment


class ExportRun(ActorFields):
    """Customers on their way out, and what was disclosed: an audience (the last step of law 5), records or a list.

    Records are those of a segment, of everybody or of whom a list shows; they have no channel, and carry the opt-outs
    along. A list is the rows that its screen shows. `list_code` and `narrowed_by` say which list, and narrowed by what.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ExportKind, default=ExportKind.AUDIENCE)
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("segment"),
        null=True,
        on_delete=models.PROTECT,
        related_name="exports",
    )
    list_code = models.CharField(max_length=20, blank=True)
    narrowed_by = models.JSONField(default=dict)
    purpose = models.CharField(_("purpose"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, blank=True)
    recipient = models.CharField(_("who receives it"), max_length=200)
    slugs = models.JSONField(_("facts"), default=list)
    file_format = models.CharField(_("format"), max_length=4, choices=ExportFormat, default="csv")
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    row_count = models.IntegerField(_("customers"), null=True)
    disclosure = models.UUIDField(null=True)
    stored_as = models.CharField(max_length=255, blank=True)
    size = models.BigIntegerField(_("bytes"), null=True)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(_("ordered"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    # The file is kept for some days; the row, and whom it was about, for good.
    removed_at = models.DateTimeField(_("file removed"), null=True)
    # How many of them may no longer be contacted for this, and when that was counted (law 5, law 8).
    lost_count = models.IntegerField(_("may no longer be contacted"), null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        permissions = [
            ("export_audience", "Can export an audience"),
            ("export_records", "Can export customers' records"),
            ("export_list", "Can export lists that people stand in"),
            ("export_exportrun", "Can take the list of exports along"),
        ]
        indexes = [
            # What one key has ordered, for its list.
            models.Index(fields=["actor_id", "finished_at"], name="files_exportrun_by_actor"),
        ]

    def __str__(self) -> str:
        return str(_("export no. %(number)s")) % {"number": self.number}

    @property
    def reference(self) -> str:
        """Return how histories keep which export it was; profiles.wordbook says it in words."""
        return f"export:{self.number}"

    @property
    def whom(self) -> str:
        """Return whom the file is about, in words."""
        return self.segment.name if self.segment else str(_("All customers"))


class ExportedMember(models.Model):
    """One customer of the chunk that is being written: a row of the writing transaction's own table."""

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        managed = False
        db_table = "exported_member"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.customer_id)
