"""The steps of a request in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consents.models import RequestChange, SubjectRequest

# What follows from another column says nothing of its own.
_SILENT = {"closed_at", "keep_until", "told_of_remedies"}
_DAYS = {"received_at", "due_on", "extended_to", "extension_told_on"}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: when, who, what, and each change as (what, before, after)."""

    at: datetime
    who: str
    title: str
    note: str
    changes: list[tuple[str, str, str]]


def steps_of(request: SubjectRequest) -> list[StepLine]:
    """Return the steps, the newest first."""
    return [
        StepLine(
            at=step.at,
            who=_who(step),
            title=step.get_step_display(),
            note=step.note,
            changes=list(_changes(step)),
        )
        for step in request.changes.order_by("-pk")
    ]


def _who(step: RequestChange) -> str:
    if step.actor_kind == "subject":
        return _("The person, through their link")
    return step.actor_name


def _changes(step: RequestChange) -> Iterator[tuple[str, str, str]]:
    for name, (before, after) in step.changes.items():
        if name not in _SILENT:
            field = SubjectRequest._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
            title = capfirst(str(getattr(field, "verbose_name", name)))
            yield title, _words(field, before), _words(field, after)


def _words(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if field.name in _DAYS:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return str(dict(field.flatchoices).get(value, value))
