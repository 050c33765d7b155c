"""Surveys and replies as programs may read them: no question or answer outside a key's purposes (law 4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from profiles.models import Protection
from profiles.selectors.for_callers import readable_customers
from profiles.selectors.protection import hidden_facts
from surveys.models import Answer, Question, Submission, Survey
from surveys.selectors.gaps import survey_questions


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: as which source, for which purposes, which facts, and whether private answers are open."""

    source: str
    purposes: frozenset[str]
    facts: Collection[str]
    is_private_open: bool


def readable_questions(survey: Survey, reader: Reader) -> list[Question]:
    """Return the questions of a survey that may be read.

    One that is bound to a fact needs that fact; one of the company's own needs the purpose that its answers are for.
    """
    return [
        question for question in survey_questions(survey) if _is_readable(question, survey, reader)
    ]


def questions_asked(survey: Survey, reader: Reader) -> list[Question]:
    """Return the questions that a survey has ever asked and that may be read, those out of use too, with options."""
    asked = _asked_ever(survey).prefetch_related("attribute__options")
    return [
        question
        for question in asked.order_by("entries__position", "pk")
        if _is_readable(question, survey, reader)
    ]


def readable_submissions(survey: Survey, reader: Reader) -> QuerySet[Submission]:
    """Return the replies with `readable_answers`, and each customer with the reader's own ids and `shields`.

    Four more queries. Nobody whose use is restricted is among them.
    """
    questions = [
        question.pk for question in _asked_ever(survey) if _is_readable(question, survey, reader)
    ]
    answers = Answer.objects.filter(question__in=questions).select_related("question__attribute")
    shields = Protection.objects.filter(lifted_at=None)
    customers = readable_customers(reader.source).prefetch_related(
        Prefetch("protections", shields, to_attr="shields")
    )
    found = Submission.objects.filter(survey=survey, customer__restricted_at=None)
    return found.select_related("survey__purpose").prefetch_related(
        Prefetch(
            "answers", answers.order_by("question__position", "pk"), to_attr="readable_answers"
        ),
        Prefetch("customer", customers),
    )


@dataclass(frozen=True, slots=True)
class Consenting:
    """What the choices of the people of a page leave open: which purposes, and which facts, by person."""

    purposes: Mapping[UUID, frozenset[str]]
    facts: Mapping[UUID, frozenset[str]]


def answers_shown(submission: Submission, consenting: Consenting) -> list[Answer]:
    """Return the answers of a reply of `readable_submissions`: none that protection blanks (law 12) or a no closes.

    One that is bound to a fact is read like the fact; one of the company's own, for the survey's purpose.
    """
    shields: list[Protection] = submission.customer.shields  # type: ignore[attr-defined]
    answers: list[Answer] = submission.readable_answers  # type: ignore[attr-defined]
    uid = submission.customer_id
    shown = consenting.facts.get(uid, frozenset()) - hidden_facts(shields)
    is_open = submission.survey.purpose.slug in consenting.purposes.get(uid, ())
    return [
        answer
        for answer in answers
        if (answer.question.attribute.slug in shown if answer.question.attribute else is_open)
    ]


def _asked_ever(survey: Survey) -> QuerySet[Question]:
    """Return the questions of a survey, those out of use too: their answers stand."""
    return Question.objects.filter(entries__survey=survey).select_related("attribute")


def _is_readable(question: Question, survey: Survey, reader: Reader) -> bool:
    if question.is_private and not reader.is_private_open:
        return False
    if question.attribute is None:
        return survey.purpose.slug in reader.purposes
    return question.attribute.slug in reader.facts
