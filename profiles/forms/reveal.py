"""Why a colleague looks at private facts."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadReason(models.TextChoices):
    """The reasons that the read log knows."""

    ASKED = "customer_asked", _("The customer asked me to")
    CORRECT = "correction", _("To correct or check a fact")
    REQUEST = "privacy_request", _("To answer a privacy request")
    ADVICE = "advice", _("To advise this customer")


class RevealForm(forms.Form):
    """One question before private facts are shown."""

    why = forms.ChoiceField(
        label=_("Why do you need them?"), choices=[("", _("Choose a reason")), *ReadReason.choices]
    )
