"""How a survey goes out: a sending, and the personal link of each person."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from consents.choices import Channel
from profiles.models import ContactPoint, Customer
from segments.models import Segment
from surveys.choices import InvitationKind, RunState
from surveys.models.survey import Survey


class Sending(ActorFields):
    """One sending of a survey to a segment, by mail or as a file of links: a row with a state."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sendings")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="sendings")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    as_links = models.BooleanField(_("as a file of links"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")

    def __str__(self) -> str:
        return f"{self.survey} → {self.segment}"


class Invitation(models.Model):
    """A personal link: its token is HMAC(key, uid, generation), of which only the hash is kept."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=InvitationKind, default="survey")
    survey = models.ForeignKey(
        Survey, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sending = models.ForeignKey(
        Sending, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    generation = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5, blank=True)
    draft = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "customer"],
                name="surveys_invitation_once",
                condition=models.Q(kind="survey"),
            ),
            models.UniqueConstraint(
                fields=["customer", "contact_point"],
                name="surveys_choices_link_once",
                condition=models.Q(kind="choices"),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # The list of links, newest first.
            models.Index(fields=["-created_at", "-uid"], name="surveys_invitation_newest"),
            # How many links of a survey programs have made.
            models.Index(
                fields=["survey"],
                name="surveys_invitation_single",
                condition=models.Q(kind="survey", sending__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
