"""Imports: each a row with a state, and what became of every row of the file."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from files.choices import FileKind, Outcome, RunState
from profiles.models import Source


class ImportRun(ActorFields):
    """One file on its way in; a person knows it as "import no. 12"."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="runs"
    )
    kind = models.CharField(_("rows are"), max_length=10, choices=FileKind)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default="received")
    file_name = models.CharField(_("file"), max_length=255)
    stored_as = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("bytes"))
    shape = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, blank=True)
    row_count = models.IntegerField(_("rows"), null=True)
    staged_count = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("received"), db_default=Now())
    decided_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions = [
            ("run_import", "Can take a file in"),
            ("undo_import", "Can undo an import"),
            ("export_importrun", "Can take the list of imports along"),
        ]
        constraints = [
            # Rows are decided against what stands when they are applied: one import at a time writes.
            models.UniqueConstraint(
                models.Value(1),
                name="files_importrun_one_writes",
                condition=models.Q(state__in=["applying", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return str(_("import no. %(number)s")) % {"number": self.number}

    @property
    def reference(self) -> str:
        """Return how histories keep which import it was; profiles.wordbook says it in words."""
        return f"import:{self.number}"


class StagedRow(models.Model):
    """A row of the file as it was read, until the run ends; what is to become of it is planned apart."""

    pk = models.CompositePrimaryKey("run_id", "row_no")
    # Written by COPY for one run that is locked meanwhile: a check of each row against it would prove nothing.
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="staged",
        db_index=False,
        db_constraint=False,
    )
    row_no = models.IntegerField()
    external_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    values = models.JSONField(default=dict)
    kept = ArrayField(models.CharField(max_length=60), default=list)
    keys = ArrayField(models.CharField(max_length=320), default=list)
    observed_at = models.DateTimeField(null=True)
    consents = models.JSONField(null=True)
    event = models.JSONField(null=True)
    event_key = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)
    raw = models.JSONField(null=True)
    # What the row's cells are known by, where reading them again could say nothing else.
    digest = models.UUIDField(null=True)
    # The record stands as this row left it; `values` is then what the record says, and is never written.
    stands = models.BooleanField(db_default=False, default=False)

    class Meta:
        verbose_name = _("staged row")
        verbose_name_plural = _("staged rows")

    def __str__(self) -> str:
        return str(self.row_no)


class PlannedRow(models.Model):
    """What would become of a staged row: written anew by each decision, read by apply, removed when the run ends.

    `customer` is the customer of the row, allocated already where it is new; `rivals` are those who may be the same
    person; `head` is the row that counts instead, or that carries the activity this row belongs to.
    """

    pk = models.CompositePrimaryKey("run_id", "row_no")
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="planned",
        db_index=False,
        db_constraint=False,
    )
    row_no = models.IntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    customer = models.UUIDField(null=True)
    is_new_customer = models.BooleanField(default=False)
    rivals = ArrayField(models.UUIDField(), default=list)
    head = models.IntegerField(null=True)
    event_key = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("planned row")
        verbose_name_plural = _("planned rows")
        indexes = [
            # The rows that belong to another: lines of an activity, consents of rows that a later one outweighs.
            models.Index(
                fields=["run", "head"],
                name="files_plannedrow_lines",
                condition=models.Q(head__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_no}: {self.outcome}"


class RowOutcome(models.Model):
    """What became of one row of the file, for good; rows that did not land keep their cells."""

    # Written for a run that is locked meanwhile, as staged rows are.
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="outcomes",
        db_index=False,
        db_constraint=False,
    )
    row_no = models.IntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reason = models.TextField(_("reason"), blank=True)
    customer_uid = models.UUIDField(null=True)
    raw = models.JSONField(null=True)
    # What the activity said before this row changed it: its undo.
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = _("outcome of a row")
        verbose_name_plural = _("outcomes of rows")
        constraints = [
            models.UniqueConstraint(fields=["run", "row_no"], name="files_rowoutcome_once"),
        ]
        indexes = [
            # The list behind each number of the outcome page.
            models.Index(fields=["run", "outcome", "row_no"], name="files_rowoutcome_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.row_no}: {self.outcome}"


class FileProfile(models.Model):
    """A mapping that a steward confirmed, recognised again by the file's headers."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="file_profiles")
    kind = models.CharField(max_length=10, choices=FileKind)
    headers = models.JSONField()
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("learned file")
        verbose_name_plural = _("learned files")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "header_hash"], name="files_fileprofile_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind}"
