"""Which questions one customer is asked: what is wanted, may be used, and is unknown or outdated."""

from datetime import datetime

from consents.selectors import readable_slugs
from profiles.choices import CustomerKind, Sensitivity
from profiles.models import Attribute, Customer, CustomerMetric
from surveys.models import Question, Survey


def questions_for(*, survey: Survey, customer: Customer, now: datetime) -> list[Question]:
    """Return at most `max_questions`, the most valuable first, in the order in which they are asked.

    A question of the company's own (bound to no fact) always has its place; the rest is filled with gaps by the
    weight of the fact, then by the order of the survey. A fact that was declined is known: it is not asked again.
    """
    del (
        now
    )  # whether a fact is outdated was settled by recompute, which runs on the day it grows old
    asked = askable_questions(survey=survey, customer=customer)
    own = [question for question in asked if question.attribute is None][: survey.max_questions]
    gaps = _gaps(customer)
    bound = [
        question
        for question in asked
        if question.attribute is not None and question.attribute.slug in gaps
    ]
    bound.sort(key=lambda question: -question.attribute.weight)  # type: ignore[union-attr]
    return bound[: survey.max_questions - len(own)] + own


def askable_questions(*, survey: Survey, customer: Customer) -> list[Question]:
    """Return the survey's questions that may be put to this customer at all, known or not; one per fact."""
    readable = readable_slugs(survey.purpose.slug)
    found: list[Question] = []
    facts: set[int] = set()
    for question in survey_questions(survey):
        fact = question.attribute
        if question.for_organisations and customer.kind != CustomerKind.ORGANISATION:
            continue
        if fact is None:
            found.append(question)
        elif fact.pk not in facts and fact.slug in readable and _is_for(fact, customer):
            facts.add(fact.pk)
            found.append(question)
    return found


def survey_questions(survey: Survey) -> list[Question]:
    """Return the survey's questions in its order, with facts and options; those out of use are left out."""
    return list(
        Question.objects.filter(entries__survey=survey, is_active=True)
        .select_related("attribute")
        .prefetch_related("attribute__options")
        .order_by("entries__position", "pk")
    )


def gap_slugs(survey: Survey) -> list[str]:
    """Return the facts that a survey can fill in, whoever is asked."""
    readable = readable_slugs(survey.purpose.slug)
    return sorted(
        {
            question.attribute.slug
            for question in survey_questions(survey)
            if question.attribute is not None
            and _is_asked_about(question.attribute)
            and question.attribute.slug in readable
        }
    )


def _is_for(fact: Attribute, customer: Customer) -> bool:
    return _is_asked_about(fact) and fact.applies(customer.kind)


def _is_asked_about(fact: Attribute) -> bool:
    """Say whether forms may ask for it: chosen by the company (law 11), and no special category (law 10)."""
    return fact.is_enabled and fact.is_wanted and fact.sensitivity != Sensitivity.SPECIAL


def _gaps(customer: Customer) -> set[str]:
    metric = CustomerMetric.objects.filter(customer=customer).first()
    if metric is None:
        return set(Attribute.objects.wanted().values_list("slug", flat=True)) - set(
            customer.attributes
        )
    declined = {slug for slug, value in customer.attributes.items() if is_declined(value)}
    return (set(metric.missing) | set(metric.stale)) - declined


def is_declined(value: object) -> bool:
    """Say whether a stored value is "prefer not to say"."""
    return isinstance(value, dict) and value.get("declined") is True
