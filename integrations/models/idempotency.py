"""Calls that must not be done twice."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from integrations.models.api_key import ApiKey


class IdempotencyKey(models.Model):
    """The answer to one call, kept so that the same call gets it again; it holds ids and outcomes, never facts."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("call done once")
        verbose_name_plural = _("calls done once")
        constraints = [
            models.UniqueConstraint(fields=["key", "token"], name="integrations_idempotency_once"),
        ]
        indexes = [
            # The hourly task that forgets what is older than a week.
            models.Index(fields=["created_at"], name="integrations_idempotency_age"),
        ]

    def __str__(self) -> str:
        return self.token
