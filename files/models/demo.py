"""The made-up company on its way in: one row with a state (law 7)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from files.choices import DemoState


class DemoLoad(ActorFields):
    """How far the made-up company has come in; there is one at most. `runs` names the import of each file."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    customers = models.PositiveIntegerField(_("people"))
    seed = models.BigIntegerField()
    today = models.DateField()
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=DemoState, default="working")
    planted = models.JSONField(default=dict)
    runs = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("made-up company")
        verbose_name_plural = _("made-up companies")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="files_demoload_single"),
        ]

    def __str__(self) -> str:
        return str(_("made-up company"))
