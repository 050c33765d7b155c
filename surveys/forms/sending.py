"""To whom a survey goes, and which way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.sorting import Alphabetical
from consents.choices import Channel
from segments.models import Segment

MAIL = "mail"
LINKS = "links"


class SendingForm(forms.Form):
    """Choose a segment and the way."""

    segment = forms.ModelChoiceField(
        label=_("Segment"),
        queryset=Segment.objects.filter(is_active=True).order_by(Alphabetical("name")),
        empty_label=None,
    )
    way = forms.ChoiceField(
        label=_("How they get their link"),
        choices=[
            (MAIL, _("By e-mail, from here")),
            (LINKS, _("As a file of personal links, to merge into what they already receive")),
        ],
        widget=forms.RadioSelect,
        initial=MAIL,
    )
    channel = forms.ChoiceField(
        label=_("The file goes out by"),
        choices=Channel.choices,
        initial=Channel.POST,
        required=False,
        help_text=_(
            "Only for a file of links: an invoice, a parcel, a letter, a message in your app."
        ),
    )

    @property
    def as_links(self) -> bool:
        """Say whether it is a file of links."""
        return bool(self.cleaned_data["way"] == LINKS)

    @property
    def chosen_channel(self) -> str:
        """Return the channel: mails go by e-mail."""
        data: dict[str, Any] = self.cleaned_data
        return str(data["channel"] or Channel.POST) if self.as_links else str(Channel.EMAIL)


class HandOverForm(forms.Form):
    """Say who receives the file; the hand-over is written down."""

    recipient = forms.CharField(
        label=_("Who receives the file"),
        max_length=200,
        help_text=_(
            "For example the printer, or the colleague who sends the invoices. It is kept under “Who received data”."
        ),
    )
