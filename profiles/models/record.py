"""What each source says, kept as it said it, and the journal of how that changed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from profiles.choices import ChangeKind, Ownership, SourceKind
from profiles.models.customer import Customer


class Source(models.Model):
    """A system that tells us things; the lower the rank, the more it is believed."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind)
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        default=50,
        help_text=_("1 is believed first. Sources of the same rank: the newer statement wins."),
    )
    ownership = models.CharField(_("whose data"), max_length=12, choices=Ownership, default="own")
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    licensed_until = models.DateField(_("licensed until"), null=True, blank=True)
    opt_out_offered = models.BooleanField(
        _("contact details were given at a sale, with a way to say no"),
        default=False,
        help_text=_(
            "Only tick this when everybody in this source gave the address while buying, could say no then, "
            "and has been able to in every message since. It lets you write to own customers about similar goods."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = [("export_source", "Can take the list of sources along")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name; one that is just its kind, as the shipped ones are, in the reader's language."""
        kind = SourceKind(self.kind)
        with translation.override("en"):
            is_its_kind = self.name == str(kind.label)
        return str(kind.label) if is_its_kind else self.name


class SourceRecord(models.Model):
    """What one source says about one customer, under the source's own id; values are canonical and typed."""

    # The unique pair (source, external id) answers what an index of its own would. Unchecked: millions of rows name a
    # handful of sources, which Django protects from deletion.
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="records",
        db_index=False,
        db_constraint=False,
    )
    external_id = models.CharField(max_length=200)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="records", db_index=False
    )
    values = models.JSONField(default=dict)
    value_dates = models.JSONField(default=dict)
    observed_at = models.DateTimeField()
    run_id = models.UUIDField(null=True)
    # What it was read from and what it said then, in one digest (SQL: profiles_fingerprint): as long as it fits what
    # the record says, a row with the same digest need not be read again. Whoever changes `values` makes it unfit.
    fingerprint = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="profiles_sourcerecord_once"
            ),
        ]
        indexes = [
            # A customer's records; with the source, whether one tells of a customer is answered without reading them.
            models.Index(fields=["customer", "source"], name="profiles_record_of_customer"),
        ]

    def __str__(self) -> str:
        return self.external_id


class RecordChange(ActorFields):
    """One change of a source's record: appended, never changed; erasure alone removes it.

    It holds no foreign key that is checked, because it outlives the record, and knows an import only as a bare id.
    """

    record_id = models.BigIntegerField()
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=200)
    customer_uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=ChangeKind)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    observed_before = models.DateTimeField(null=True)
    observed_after = models.DateTimeField(null=True)
    run_id = models.UUIDField(null=True)
    undoes = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change of a source record")
        verbose_name_plural = _("journal of changes")
        indexes = [
            # The timeline of a customer.
            models.Index(
                fields=["customer_uid", "-changed_at"], name="profiles_change_by_customer"
            ),
            # Undo of a run, and "what has changed this record since".
            models.Index(
                fields=["run_id", "record_id"],
                name="profiles_change_by_run",
                condition=models.Q(run_id__isnull=False),
            ),
            models.Index(fields=["record_id", "id"], name="profiles_change_by_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.external_id}"


class ValueLock(ActorFields):
    """A value that a steward has settled: no source overrides it until it runs out or is lifted."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="locks")
    slug = models.SlugField(max_length=60)
    value = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300)
    locked_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("settled fact")
        verbose_name_plural = _("settled facts")
        constraints = [
            models.UniqueConstraint(fields=["customer", "slug"], name="profiles_valuelock_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class ReadEvent(ActorFields):
    """Who saw whose data, through what; it never holds a value."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    view = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60, blank=True)
    subjects = ArrayField(models.UUIDField(), default=list)
    subject_count = models.IntegerField(_("customers"))
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("read-log entry")
        verbose_name_plural = _("read log")
        permissions = [("export_readevent", "Can take the read log along")]
        indexes = [models.Index(fields=["-at"], name="profiles_readevent_by_time")]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.view}"
