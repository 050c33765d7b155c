"""Wishes for a new password, as they were typed: kept for a day, so that they can be counted."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PasswordRequest(models.Model):
    """One wish, whether or not anybody signs in with the address: the page cannot tell, only the worker can."""

    address = models.CharField(max_length=254)
    network = models.CharField(max_length=45)
    asked_at = models.DateTimeField(db_default=Now())
    is_answered = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("wish for a new password")
        verbose_name_plural = _("wishes for a new password")
        indexes = [
            # How often lately, and what has grown old.
            models.Index(fields=["asked_at"], name="profiles_wish_asked_at"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
