"""Who changed which setting, when, from what to what: written by a trigger, whichever way a setting changes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields


class SettingChange(ActorFields):
    """One row of a table of settings that was added, changed or removed; it is never changed itself.

    `before` and `after` hold the columns that differ. `about` is the key of the setting on whose page the row
    stands: an option is about its fact, a lawful basis about its purpose.
    """

    at = models.DateTimeField(_("when"), db_default=Now())
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=64)
    about = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a setting")
        verbose_name_plural = _("changes of settings")
        permissions = [("export_settingchange", "Can take the changes of settings along")]
        indexes = [
            # The history of one setting, newest first.
            models.Index(fields=["table", "about", "-id"], name="profiles_settingchange_about"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
