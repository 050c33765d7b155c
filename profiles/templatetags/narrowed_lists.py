"""What a change list is narrowed to, in words, where the theme keeps it behind a button."""

from typing import Any

from django import template
from django.utils.text import capfirst

register = template.Library()


@register.filter
def narrowed_to(changelist: Any) -> str:
    """Return the chosen filters of a list as "State of a fact: E-mail: missing; Source: CRM", or nothing."""
    chosen = set(changelist.get_filters_params())
    used = [spec for spec in changelist.filter_specs if chosen & set(spec.expected_parameters())]
    said = [(capfirst(str(spec.title)), _value(spec, changelist)) for spec in used]
    return "; ".join(f"{title}: {value}" for title, value in said if value)


def _value(spec: Any, changelist: Any) -> str:
    """Return what was chosen, as the filter itself offers it: in a form, or in a list of links."""
    for choice in spec.choices(changelist):
        if "form" in choice:
            return _chosen(choice["form"])
        if choice.get("selected"):
            return str(choice["display"])
    return ""


def _chosen(form: Any) -> str:
    for name, field in form.fields.items():
        value = str(form.data.get(name) or "")
        if value:
            return next((str(label) for code, label in field.choices if str(code) == value), "")
    return ""
