"""The form that publishes consent texts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.lib.languages import LANGUAGES
from consents.choices import Channel


class WordingForm(forms.Form):
    """One text a language, and the channels that it asks for."""

    channels = forms.MultipleChoiceField(
        label=_("Channels the text asks for"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, is_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_contact:
            del self.fields["channels"]
        names = dict(settings.LANGUAGES)
        for code in LANGUAGES:
            self.fields[code] = forms.CharField(
                label=names[code],
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """Return the texts by language."""
        return {code: self.cleaned_data.get(code, "") for code in LANGUAGES}
