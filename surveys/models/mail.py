"""Every mail that leaves, or would."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.models import Customer
from surveys.choices import MailState
from surveys.models.invitation import Invitation


class Mail(models.Model):
    """One mail on its way out: a row that survives any crash and carries a stable Message-ID."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    # A mail to a colleague instead: it carries a personal link to a password.
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="mails",
        db_index=False,
    )
    purpose = models.CharField(max_length=60, blank=True)
    to_address = models.CharField(pgettext_lazy("addressee of a mail", "to"), max_length=320)
    subject = models.CharField(pgettext_lazy("line of a mail", "subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(_("written"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            # The sender's queue.
            models.Index(
                fields=["next_attempt_at"],
                name="surveys_mail_waiting",
                condition=models.Q(state="waiting"),
            ),
            # Fatigue: how often a person was written to lately.
            models.Index(fields=["customer", "-created_at"], name="surveys_mail_by_customer"),
            # The mailbox, newest first.
            models.Index(fields=["-created_at", "-uid"], name="surveys_mail_newest"),
            # What goes with a colleague: few among the many to customers.
            models.Index(
                fields=["steward"],
                name="surveys_mail_to_colleague",
                condition=models.Q(steward__isnull=False),
            ),
            # "Mails stopped" of a survey or a sending: few among many that were sent.
            models.Index(
                fields=["invitation"],
                name="surveys_mail_trouble",
                condition=models.Q(state__in=["stopped", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
