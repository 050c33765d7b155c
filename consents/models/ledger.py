"""The ledger of decisions: appended, never changed; the present state is its projection (laws 2 and 3).

The triggers of migration 0003 hold all of it in the database: they compute the canonical text and its hash, refuse a
decision that would raise a consent without the person's own newer act, keep the projection, and refuse UPDATE,
TRUNCATE and DELETE. The application's role may only INSERT and SELECT here.
"""

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from consents.choices import Channel, Method, State
from profiles.models import Customer


class Subject(models.Model):
    """The one row between a customer and the ledger: merge re-points it, erasure deletes it with its salt."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="subjects")
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self) -> str:
        return str(self.uid)


class Decision(ActorFields):
    """One entry of the ledger. No foreign key leaves it: purpose, wording and subject are kept as text."""

    seq = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    controller_id = models.UUIDField()
    subject = models.UUIDField()
    purpose = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State)
    basis = models.CharField(max_length=20)
    method = models.CharField(max_length=12, choices=Method)
    wording = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5, blank=True)
    source = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    valid_until = models.DateTimeField(null=True)
    caused_by = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    canon = models.TextField(editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("consent entry")
        verbose_name_plural = _("consent entries")
        permissions = [
            ("verify_ledger", "Can check the consent ledger"),
        ]
        indexes = [
            # What was decided by one person, newest last: the card, the proof, verify_ledger's comparison.
            models.Index(fields=["subject", "seq"], name="consents_decision_subject"),
            # "New this week", counted by the timetable: a few pages per million.
            BrinIndex(
                fields=["recorded_at"], name="consents_decision_recorded", autosummarize=True
            ),
            # Undo of a run.
            models.Index(
                fields=["run_id"],
                name="consents_decision_run",
                condition=models.Q(run_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.purpose} {self.channel} {self.state}"


class DecisionState(models.Model):
    """What holds now per subject, purpose, channel and contact point: written by the ledger's trigger alone."""

    # No constraint: the ledger outlives the subject, and its projection with it.
    subject = models.ForeignKey(
        Subject,
        db_column="subject",
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="states",
    )
    purpose = models.CharField(max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    occurred_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        verbose_name = _("present consent")
        verbose_name_plural = _("present consents")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "channel", "commitment"], name="consents_state_once"
            ),
        ]
        indexes = [
            # Who has said yes to this purpose and channel: an audience's basis.
            models.Index(
                fields=["purpose", "channel", "subject"],
                name="consents_state_yes",
                condition=models.Q(state__in=["given", "renewed"]),
            ),
            # Who has said no: the step of an audience after its basis.
            models.Index(
                fields=["purpose", "subject"],
                name="consents_state_no",
                condition=models.Q(state__in=["withdrawn", "revoked", "refused"]),
            ),
            # Consents that have run out.
            models.Index(
                fields=["valid_until"],
                name="consents_state_expiry",
                condition=models.Q(valid_until__isnull=False, state__in=["given", "renewed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.state}"


class Disclosure(ActorFields):
    """One hand-over of customers' data: to whom, for what, through which export."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.CharField(_("recipient"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    reference = models.CharField(_("through"), max_length=120)
    slugs = models.JSONField(_("facts"), default=list)
    customer_count = models.IntegerField(_("customers"))
    made_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        permissions = [("export_disclosure", "Can take the list of disclosures along")]
        indexes = [
            # What one colleague or key has handed over within a day: the limit.
            models.Index(fields=["actor_id", "made_at"], name="consents_disclosure_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} ({self.customer_count})"


class DisclosedCustomer(models.Model):
    """One customer of a disclosure; erasure leaves the id, which then names nobody."""

    # Unchecked: a hand-over writes a million of these beside itself, and the check would be half of what that costs.
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.CASCADE,
        related_name="customers",
        db_constraint=False,
        db_index=False,
    )
    customer_uid = models.UUIDField()
    basis = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("disclosed customer")
        verbose_name_plural = _("disclosed customers")
        indexes = [
            # Whom one hand-over was about, page after page.
            models.Index(fields=["disclosure", "id"], name="consents_disclosed_of_one"),
            # Who received this person's data (article 15).
            models.Index(fields=["customer_uid"], name="consents_disclosed_customer"),
        ]

    def __str__(self) -> str:
        return str(self.customer_uid)
