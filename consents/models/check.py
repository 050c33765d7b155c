"""When the ledger was last read whole, and whether it held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from consents.choices import CheckState


class LedgerCheck(ActorFields):
    """One check of every entry: a row that waits, and then says what was found (law 7)."""

    state = models.CharField(_("state"), max_length=8, choices=CheckState, default="waiting")
    requested_at = models.DateTimeField(_("ordered"))
    finished_at = models.DateTimeField(_("checked"), null=True)
    rows = models.BigIntegerField(_("entries"), null=True)
    states = models.BigIntegerField(_("present consents"), null=True)
    bad_rows = models.BigIntegerField(_("entries that were changed"), null=True)
    first_bad_row = models.BigIntegerField(_("the first of them"), null=True)
    bad_states = models.BigIntegerField(_("present consents that do not follow"), null=True)
    seconds = models.FloatField(_("seconds"), null=True)

    class Meta:
        verbose_name = _("check of the consent ledger")
        verbose_name_plural = _("checks of the consent ledger")
        constraints = [
            # A second click while a check waits or is under way joins it.
            models.UniqueConstraint(
                models.Value(1),
                name="consents_ledgercheck_open_once",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested_at} {self.state}"

    @property
    def holds(self) -> bool:
        """Say whether a finished check found everything as it was written."""
        return self.finished_at is not None and not self.bad_rows and not self.bad_states
