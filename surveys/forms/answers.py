"""From what was typed to canonical answers, each by the type of the fact it becomes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from profiles.identity.normalise import ValueNotUnderstoodError, normalise_value
from surveys.choices import QuestionKind
from surveys.forms.fields import ADDRESS_PARTS, DECLINE, QuestionField
from surveys.services.reply import DECLINED

_SEVERAL = (QuestionKind.CHOICES, QuestionKind.TAGS)
_PAST = ("birth_date", "birth_year", "founded_year", "customer_since")
HIGHEST_NUMBER = 10_000_000


def read_answers(fields: Sequence[QuestionField], *, country: str, today: date) -> dict[str, Any]:
    """Return the canonical answers by question code; what is wrong is written beside its field.

    Nothing typed is no answer; "prefer not to say" is one.
    """
    answers: dict[str, Any] = {}
    for field in fields:
        if field.is_declined:
            answers[field.question.slug] = dict(DECLINED)
            continue
        try:
            value = _canonical(field, country, today)
        except ValueNotUnderstoodError as error:
            field.error = str(error)
            continue
        if value is not None:
            answers[field.question.slug] = value
    return answers


def _canonical(field: QuestionField, country: str, today: date) -> Any:
    """Return the canonical value; raise ValueNotUnderstoodError with a sentence for the person."""
    raw = _raw(field)
    if raw is None:
        return None
    question = field.question
    data_type = question.attribute.data_type if question.attribute else question.kind
    if field.options:
        _check_offered(field)
    value = normalise_value(
        data_type,
        raw,
        country=country,
        options=[option.slug for option in field.options],
        past=bool(question.attribute and question.attribute.slug in _PAST),
        today=today,
    )
    return _checked(value)


def _raw(field: QuestionField) -> Any:
    """Return what was typed as the normaliser wants it, or None for nothing."""
    if field.shape == "address":
        parts = {part: field.address_value(part).strip() for part in ADDRESS_PARTS}
        return parts if any(parts.values()) else None
    typed = [value.strip() for value in field.typed.get(field.name, ()) if value.strip()]
    typed = [value for value in typed if value != DECLINE]
    if not typed:
        return None
    if any(len(value) > field.max_length for value in typed):
        raise ValueNotUnderstoodError(
            _("That is too long. Please use at most %(limit)s characters.")
            % {"limit": field.max_length}
        )
    return typed if field.question.kind == QuestionKind.CHOICES else typed[0]


def _check_offered(field: QuestionField) -> None:
    """Refuse what the page did not offer, whoever wrote the request."""
    offered = {option.slug for option in field.options}
    if not field.chosen <= offered | {DECLINE, ""}:
        raise ValueNotUnderstoodError(_("Please choose one of the answers."))


def _checked(value: Any) -> Any:
    """Refuse numbers that no question here can mean."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not 0 <= value <= HIGHEST_NUMBER:
        raise ValueNotUnderstoodError(_("Please write a number that is not below zero."))
    return value
