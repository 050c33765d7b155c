"""The work of computing every customer anew, as a row that survives whoever does it (law 7)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from profiles.choices import RecomputeState


class RecomputeRun(ActorFields):
    """One pass over all customers after a setting changed; `position` is the last one that is done."""

    state = models.CharField(max_length=8, choices=RecomputeState, default="waiting")
    reason = models.CharField(_("because of"), max_length=120)
    position = models.UUIDField(null=True)
    done_count = models.IntegerField(_("customers done"), default=0)
    changed_count = models.IntegerField(_("customers changed"), default=0)
    requested_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recomputation")
        verbose_name_plural = _("recomputations")
        indexes = [
            # The next slice of work.
            models.Index(
                fields=["id"],
                name="profiles_recompute_open",
                condition=~models.Q(state="done"),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
