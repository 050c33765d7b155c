"""One text in every language of the product, as five labelled inputs of a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from config.lib.languages import LANGUAGES


class LanguagesWidget(forms.MultiWidget):
    """An input for each language, its name before it."""

    template_name = "office/languages.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_long: bool = False) -> None:
        kind = UnfoldAdminTextareaWidget if is_long else UnfoldAdminTextInputWidget
        names = dict(settings.LANGUAGES)
        widgets = {
            code: kind(
                {"lang": code, "aria-label": names[code], **({"rows": 3} if is_long else {})}
            )
            for code in LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """Return the texts in the order of the languages."""
        return [(value or {}).get(code, "") for code in LANGUAGES]

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        """Draw each input as the form's renderer does, behind the name of its language."""
        names = dict(settings.LANGUAGES)
        drawer = renderer or get_default_renderer()
        rows = [
            (names[code], mark_safe(drawer.render(one["template_name"], {"widget": one})))  # noqa: S308 - Django's own
            for code, one in zip(LANGUAGES, context["widget"]["subwidgets"], strict=True)
        ]
        return render_to_string(template_name, {"rows": rows})


class LanguagesField(forms.MultiValueField):
    """A text per language; the value is {language: text} without the empty ones."""

    def __init__(self, *, is_long: bool = False, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _code in LANGUAGES]
        kwargs.setdefault("widget", LanguagesWidget(is_long=is_long))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        """Return the texts that were written."""
        return {code: text for code, text in zip(LANGUAGES, data_list or [], strict=False) if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare texts, not how they are stored."""
        before = {code: text for code, text in (initial or {}).items() if text}
        return before != self.compress([str(text or "") for text in data or []])
