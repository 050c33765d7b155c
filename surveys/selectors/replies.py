"""Replies as colleagues read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from config.lib.languages import in_language
from profiles.choices import Sensitivity
from surveys.models import Answer, Question, Submission


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer in words; a private one is not written out here, the card reveals it with a log entry."""

    question: str
    answer: str
    is_private: bool


def answers_of(replies: Sequence[Submission]) -> dict[UUID, list[AnswerLine]]:
    """Return the answers of each reply, in the order of the bank."""
    found: dict[UUID, list[AnswerLine]] = {reply.pk: [] for reply in replies}
    answers = (
        Answer.objects.filter(submission__in=list(found))
        .select_related("question__attribute")
        .prefetch_related("question__attribute__options")
        .order_by("question__position", "pk")
    )
    for answer in answers:
        found[answer.submission_id].append(_line(answer))
    return found


def _line(answer: Answer) -> AnswerLine:
    if answer.declined:
        return AnswerLine(answer.question.text, _("Prefers not to say"), is_private=False)
    if _is_private(answer.question):
        return AnswerLine(answer.question.text, _("Answered; private"), is_private=True)
    return AnswerLine(answer.question.text, _words(answer.question, answer.value), is_private=False)


def _is_private(question: Question) -> bool:
    fact = question.attribute
    return question.is_private or (fact is not None and fact.sensitivity != Sensitivity.ORDINARY)


def _words(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    labels = labels_of(question)
    parts = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(part), str(part)) for part in parts)


def labels_of(question: Question) -> dict[str, str]:
    """Return the words for the answers that can be chosen, the fact's own first."""
    own = {option["slug"]: in_language(option["labels"]) for option in question.options}
    if question.attribute is None:
        return own
    return own | {option.slug: option.label for option in question.attribute.options.all()}
