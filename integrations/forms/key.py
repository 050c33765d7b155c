"""What is asked about a new key."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.sorting import Alphabetical
from consents.selectors import purposes
from integrations.choices import Scope
from integrations.services.keys import LONGEST_DAYS
from profiles.models import Source
from profiles.services.settings import BUILT_IN


class KeyForm(forms.Form):
    """Which program holds the key, in whose name it speaks, what it may do and what for."""

    name = forms.CharField(
        label=_("Which program holds it?"),
        max_length=120,
        help_text=_("Such as “Web shop”. The name stands beside everything that the program does."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    source = forms.ModelChoiceField(
        label=_("In the name of which source?"),
        queryset=Source.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose a source"),
        help_text=_("What the program says about customers is kept as the word of this source."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("What for?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The program sees only the facts that one of these purposes may read."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        initial=LONGEST_DAYS,
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=_("A year at most; then make a new one."),
    )
    # The key's own id, so that a form that is sent twice makes one key.
    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = Source.objects.filter(is_active=True).exclude(slug__in=BUILT_IN)
        self.fields["source"].queryset = open_to.order_by(Alphabetical("name"))  # type: ignore[attr-defined]
        self.fields["purposes"].choices = [  # type: ignore[attr-defined]
            (purpose.slug, purpose.label) for purpose in purposes()
        ]
        self.fields["uid"].initial = uuid4
