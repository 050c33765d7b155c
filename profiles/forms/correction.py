"""The form that corrects one fact by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.forms.facts import FactsForm, field_name

DECLINED = {"declined": True}


class CorrectionForm(FactsForm):
    """One fact anew, why, and whether sources may overrule it."""

    is_declined = forms.BooleanField(label=_("The customer prefers not to say"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("For example: the customer called and told us."),
    )
    lock = forms.BooleanField(
        label=_("Settle it: no import may change this fact"),
        required=False,
        help_text=_("Without this, a newer statement from a better source may win again later."),
    )
    until = forms.DateField(
        label=_("Settled until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to settle it until somebody lifts it."),
    )

    def clean(self) -> dict[str, Any]:
        """Require an answer, a reason for what is settled, and an end that lies ahead."""
        cleaned = super().clean()
        fact = self.facts[0]
        if cleaned.get("is_declined"):
            self.values = {fact.slug: DECLINED}
        elif fact.slug not in self.values and not self.errors:
            self.add_error(
                field_name(fact), _("Say what is right, or that the customer prefers not to say.")
            )
        if cleaned.get("lock") and not (cleaned.get("reason") or "").strip():
            self.add_error(
                "reason", _("Say why the fact is settled, so that colleagues can follow it later.")
            )
        until = cleaned.get("until")
        if until and until <= self.today:
            self.add_error("until", _("Choose a day that lies ahead."))
        return cleaned

    @property
    def value(self) -> Any:
        """Return the canonical value."""
        return self.values[self.facts[0].slug]
