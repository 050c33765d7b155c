"""Keys: what a program shows to be let in."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import Actor, ActorFields
from profiles.models import Source


class ApiKey(ActorFields):
    """One key: its digest, never itself; who made it stands in the actor's columns. Keys are revoked, not deleted."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    purposes = ArrayField(models.CharField(max_length=60), verbose_name=_("purposes"))
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("may do"))
    created_at = models.DateTimeField(_("made"), db_default=Now())
    expires_at = models.DateTimeField(_("runs out"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Return the key as history knows an actor."""
        return Actor.key(self.pk, f"{self.name} ({self.prefix}…)")

    def is_open(self, now: datetime) -> bool:
        """Say whether the key lets its bearer in."""
        return self.revoked_at is None and self.expires_at > now


class KeyUse(models.Model):
    """How often a key has called in the present minute, and when last: the one row that every call writes."""

    key = models.OneToOneField(
        ApiKey, primary_key=True, on_delete=models.CASCADE, related_name="use"
    )
    window_at = models.DateTimeField()
    used = models.IntegerField()
    last_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("use of a key")
        verbose_name_plural = _("use of keys")

    def __str__(self) -> str:
        return str(self.key_id)
