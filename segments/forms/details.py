"""Name, purpose and explanation of a segment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.selectors import purposes


def _purposes() -> list[tuple[str, str]]:
    return [(purpose.slug, purpose.label) for purpose in purposes()]


class SegmentForm(forms.Form):
    """Who a segment is for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=_purposes,
        help_text=_(
            "What the segment is for. Its conditions may use only facts that this purpose may read."
        ),
    )
    description = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Optional: whom you mean, in your own words."),
    )

    def clean_name(self) -> str:
        """Return the name without blanks around it."""
        name: str = self.cleaned_data["name"]
        return " ".join(name.split())

    def cleaned(self) -> dict[str, Any]:
        """Return what services take."""
        return {key: self.cleaned_data[key] for key in ("name", "purpose", "description")}
