"""The forms of a person's request, one a step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.choices import IdentityState, RequestChannel, RequestOutcome, RequestRight
from consents.models import SubjectRequest
from consents.selectors.requests import possible_handlers

_BLANK = [("", _("Choose …"))]
# What a colleague may write down; the page of the customer writes its own.
_CHANNELS = [choice for choice in RequestChannel.choices if choice[0] != RequestChannel.MY_CHOICES]
_STATES = [choice for choice in IdentityState.choices if choice[0] != IdentityState.LINK]
_CLOSING = [choice for choice in RequestOutcome.choices if choice[0] != RequestOutcome.REFUSED]


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _text(label: Any, help_text: Any = "", **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, widget=widget, **options)


class RegisterForm(forms.Form):
    """A request as it came in; who asks is a customer already where the form was opened from a card."""

    right = forms.ChoiceField(
        label=_("What does the person ask for?"), choices=[*_BLANK, *RequestRight.choices]
    )
    received_on = _day(_("When did it come in?"), _("The month for the answer runs from this day."))
    channel = forms.ChoiceField(label=_("How did it come in?"), choices=[*_BLANK, *_CHANNELS])
    asker_name = forms.CharField(label=_("Who asks?"), max_length=200)
    asker_contact = forms.CharField(
        label=_("Where do we answer?"),
        max_length=200,
        required=False,
        help_text=_("An e-mail address or a postal address."),
    )
    notes = _text(
        _("Notes"),
        _("Only what is needed to answer. Never a national identity number."),
        max_length=2_000,
        required=False,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_customer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_customer:
            del self.fields["asker_name"]


class CorrectForm(forms.ModelForm):
    """What may be changed about an open request, and who handles it."""

    received_on = _day(_("When did it come in?"), _("The month for the answer runs from this day."))

    class Meta:
        model = SubjectRequest
        fields = ("handler", "right", "channel", "asker_name", "asker_contact", "notes")
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "notes": _("Only what is needed to answer. Never a national identity number.")
        }

    field_order = ("handler", "right", "received_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handlers = [(one.pk, str(one)) for one in possible_handlers()]
        self.fields["handler"].choices = [*_BLANK, *handlers]  # type: ignore[attr-defined]
        self.fields["channel"].choices = _CHANNELS  # type: ignore[attr-defined]
        if self.instance.channel == RequestChannel.MY_CHOICES:
            for name in ("channel", "received_on", "right", "asker_name"):
                del self.fields[name]


class IdentityForm(forms.Form):
    """Whether the asker is the person."""

    identity = forms.ChoiceField(
        label=_("Is the asker this person?"), choices=_STATES, widget=forms.RadioSelect
    )
    how = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        required=False,
        help_text=_(
            "For example: called back on the number that we had before. Keep no copy of a passport."
        ),
    )


class ExtendForm(forms.Form):
    """Why it takes longer, and when the person was told."""

    reason = _text(
        _("Why does it take longer?"),
        _("Allowed where requests are complex or many. Write what you told the person."),
        max_length=1_000,
    )
    told_on = _day(_("When did you tell the person?"))


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=_CLOSING, widget=forms.RadioSelect
    )
    fee = forms.DecimalField(
        label=_("Fee"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=_("Free, unless requests are clearly unfounded or excessive."),
    )

    def clean_fee(self) -> Any:
        """Return the fee; nothing is no fee."""
        return self.cleaned_data["fee"] or None


class RefuseForm(forms.Form):
    """Why it is refused, and that the person knows the way out."""

    reason = _text(_("Why is it refused?"), _("As you wrote it to the person."), max_length=1_000)
    is_told = forms.BooleanField(
        label=_("The person was told the reason, and where they may complain"), required=False
    )


class ReopenForm(forms.Form):
    """Why it is open again."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=300)
