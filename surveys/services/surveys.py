"""Surveys are made, changed, opened and closed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from consents.choices import PurposeKind
from consents.selectors import current_wording, find_purpose, readable_slugs
from profiles.choices import Sensitivity
from surveys.choices import SurveyState
from surveys.models import Question, Survey, SurveyConsent, SurveyQuestion

MOST_QUESTIONS = 15
MOST_DAYS = 365
# What a new survey says until somebody writes it better.
TITLES = {
    "nb": "Noen få spørsmål til deg",
    "sv": "Några få frågor till dig",
    "fi": "Muutama kysymys sinulle",
    "da": "Et par spørgsmål til dig",
    "en": "A few questions for you",
}
INTROS = {
    "nb": (
        "Vi vil gjerne bli bedre kjent med deg, så det du får fra {company}, passer bedre. "
        "Det tar et par minutter."
    ),
    "sv": (
        "Vi vill gärna lära känna dig bättre, så att det du får från {company} passar dig bättre. "
        "Det tar ett par minuter."
    ),
    "fi": (
        "Haluamme tuntea sinut paremmin, jotta {company} voi lähettää sinulle vain sitä, mikä sinua kiinnostaa. "
        "Tähän menee pari minuuttia."
    ),
    "da": (
        "Vi vil gerne lære dig bedre at kende, så det, du får fra {company}, passer bedre til dig. "
        "Det tager et par minutter."
    ),
    "en": (
        "We would like to know you better, so that what you get from {company} suits you better. "
        "It takes two minutes."
    ),
}
THANKS = {
    "nb": "Tusen takk for hjelpen!",
    "sv": "Stort tack för hjälpen!",
    "fi": "Suurkiitos avusta!",
    "da": "Mange tak for hjælpen!",
    "en": "Thank you for your help!",
}


class SurveyRefusedError(DomainError):
    """A survey that cannot be kept as it is; `field` names what is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPlan:
    """What a survey asks, in which words, for which purpose; questions and consents by code, in their order."""

    name: str
    purpose: str
    questions: Sequence[str] = ()
    consents: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    intros: Mapping[str, str] = field(default_factory=dict)
    thanks: Mapping[str, str] = field(default_factory=dict)
    reward: Mapping[str, str] = field(default_factory=dict)
    max_questions: int = 5
    valid_days: int = 30


@transaction.atomic
def keep_survey(*, plan: SurveyPlan, survey: Survey | None, actor: Actor) -> Survey:
    """Make a survey, or change one; raise SurveyRefusedError and keep nothing where the plan does not hold.

    A question about a fact that the survey's purpose may not read is refused here, and left out again when the form
    is shown (law 4); a consent without a text in use cannot be asked for.
    """
    del actor  # surveys keep no history; what was asked of whom stands in the replies
    questions = _questions(plan)
    _check(plan, questions)
    kept = survey or Survey(slug=_free_slug(plan.name))
    _write(kept, plan)
    SurveyQuestion.objects.filter(survey=kept).delete()
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=kept, question=question, position=position)
        for position, question in enumerate(questions)
    )
    SurveyConsent.objects.filter(survey=kept).delete()
    SurveyConsent.objects.bulk_create(
        SurveyConsent(survey=kept, purpose_id=_purpose_key(slug)) for slug in plan.consents
    )
    return kept


def close_survey(*, survey: Survey, actor: Actor) -> None:
    """Take no more replies; links say kindly that it is closed."""
    del actor
    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.CLOSED)


def open_survey(*, survey: Survey, actor: Actor) -> None:
    """Take replies; links that have not run out work again."""
    del actor
    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.OPEN)


def _questions(plan: SurveyPlan) -> list[Question]:
    found = {
        question.slug: question
        for question in Question.objects.filter(slug__in=plan.questions).select_related("attribute")
    }
    return [found[slug] for slug in dict.fromkeys(plan.questions) if slug in found]


def _check(plan: SurveyPlan, questions: Sequence[Question]) -> None:
    purpose = find_purpose(plan.purpose)
    if purpose is None or purpose.kind != PurposeKind.USE:
        raise SurveyRefusedError(_("Choose what the answers are used for."), "purpose")
    if not questions and not plan.consents:
        raise SurveyRefusedError(_("Choose at least one question or consent."), "questions")
    if any(_is_special(question) for question in questions):
        raise SurveyRefusedError(
            _("Facts of a special category cannot be asked for in a survey."), "questions"
        )
    readable = readable_slugs(plan.purpose)
    hidden = [q for q in questions if q.attribute and q.attribute.slug not in readable]
    if hidden:
        names = ", ".join(_("“%(text)s”") % {"text": question.text} for question in hidden)
        raise SurveyRefusedError(
            _("“%(purpose)s” may not use what these questions ask for: %(names)s")
            % {"purpose": purpose.label, "names": names},
            "questions",
        )
    for slug in plan.consents:
        if current_wording(slug, "en") is None:
            raise SurveyRefusedError(_("There is no consent text in use for this."), "consents")


def _is_special(question: Question) -> bool:
    return question.attribute is not None and question.attribute.sensitivity == Sensitivity.SPECIAL


def _write(kept: Survey, plan: SurveyPlan) -> None:
    kept.name = plan.name
    kept.purpose_id = _purpose_key(plan.purpose)
    kept.titles = dict(plan.titles)
    kept.intros = dict(plan.intros)
    kept.thanks = dict(plan.thanks)
    kept.reward = dict(plan.reward)
    kept.max_questions = plan.max_questions
    kept.valid_days = plan.valid_days
    kept.save()


def _purpose_key(slug: str) -> int:
    """Return the key of a purpose; its rows are another room's, so it is asked for through the relation."""
    key: int = Survey.purpose.get_queryset().get(slug=slug).pk
    return key


def _free_slug(name: str) -> str:
    """Return a code that no survey has yet, made from the name."""
    base = slugify(name)[:50] or "survey"
    taken = set(Survey.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbers = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [base, *numbers] if slug not in taken)
