"""The forms that protect a person, and lift a protection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.choices import ProtectionKind


class ProtectForm(forms.Form):
    """What shields the person from today, and how we know."""

    kind = forms.ChoiceField(
        label=_("What protects them?"), choices=ProtectionKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("How do we know?"),
        max_length=300,
        help_text=_(
            "For example: a letter from the tax authority, 3 March. Never write the secret itself."
        ),
    )


class LiftProtectionForm(forms.Form):
    """Why a protection no longer holds."""

    reason = forms.CharField(
        label=_("Why does it no longer hold?"),
        max_length=300,
        help_text=_("Kept with your name and the time."),
    )
