"""The form in which a colleague makes a survey."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.languages_field import LanguagesField
from consents.choices import PurposeKind
from consents.selectors import (
    PurposeInfo,
    current_wording,
    lineages,
    purposes,
    readable_slugs,
)
from profiles.choices import Family, Sensitivity
from surveys.models import Question, Survey
from surveys.services.surveys import (
    INTROS,
    MOST_DAYS,
    MOST_QUESTIONS,
    THANKS,
    TITLES,
    SurveyPlan,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# Uses that no survey serves: they are consents to be asked for, not reasons to ask.
_NO_REASON = frozenset({"sensitive_facts", "ad_audiences"})


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question of the bank as the page offers it."""

    question: Question
    is_wanted: bool
    is_private: bool
    purposes: list[str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The questions of one family."""

    label: str
    questions: list[BankQuestion]


class SurveyPlanForm(forms.Form):
    """Name, purpose, words and limits; questions and consents are chosen beside it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Only colleagues see it."),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What the answers are used for"),
        help_text=gettext_lazy("Only facts that this purpose may use can be asked for."),
    )
    questions = forms.MultipleChoiceField(required=False)
    consents = forms.MultipleChoiceField(required=False)
    max_questions = forms.IntegerField(
        label=gettext_lazy("Ask each person at most this many questions"),
        min_value=1,
        max_value=MOST_QUESTIONS,
        initial=5,
        help_text=gettext_lazy("The most valuable ones come first; what is known is never asked."),
    )
    valid_days = forms.IntegerField(
        label=gettext_lazy("Links work for this many days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=30,
    )
    titles = LanguagesField(label=gettext_lazy("Title"), required=False)
    intros = LanguagesField(
        label=gettext_lazy("Introduction"),
        required=False,
        is_long=True,
        help_text=gettext_lazy("{company} becomes the company's name."),
    )
    reward = LanguagesField(
        label=gettext_lazy("What they get in return"),
        required=False,
        help_text=gettext_lazy("Leave it empty where there is nothing."),
    )
    thanks = LanguagesField(label=gettext_lazy("Thank-you text"), required=False)

    def __init__(self, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        """Offer what can be chosen; start from the survey, or from texts that will do."""
        kwargs.setdefault("initial", _initial(survey))
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(one.slug, one.label) for one in reasons()]  # type: ignore[attr-defined]
        self.shelves = question_shelves()
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (one.question.slug, one.question.text)
            for shelf in self.shelves
            for one in shelf.questions
        ]
        self.offered_consents = askable_consents()
        self.fields["consents"].choices = [(one.slug, one.label) for one in self.offered_consents]  # type: ignore[attr-defined]

    @property
    def chosen_questions(self) -> set[str]:
        """Return the questions that are ticked on the page."""
        return set(self["questions"].value() or ())

    @property
    def chosen_consents(self) -> set[str]:
        """Return the consents that are ticked on the page."""
        return set(self["consents"].value() or ())

    def clean_titles(self) -> dict[str, str]:
        """Ask for a title in one language at least."""
        titles: dict[str, str] = self.cleaned_data["titles"] or {}
        if not titles:
            raise forms.ValidationError(_("Write a title in at least one language."))
        return titles

    def plan(self) -> SurveyPlan:
        """Return what was filled in, in the service's words."""
        data = self.cleaned_data
        return SurveyPlan(
            name=data["name"],
            purpose=data["purpose"],
            questions=data["questions"],
            consents=data["consents"],
            titles=data["titles"],
            intros=data["intros"] or {},
            thanks=data["thanks"] or {},
            reward=data["reward"] or {},
            max_questions=data["max_questions"],
            valid_days=data["valid_days"],
        )


def reasons() -> list[PurposeInfo]:
    """Return the purposes that answers can serve."""
    return [one for one in purposes(PurposeKind.USE) if one.slug not in _NO_REASON]


def askable_consents() -> list[PurposeInfo]:
    """Return the purposes that a survey can ask consent for: they have a text, and a yes to them changes something."""
    parents = {slug for line in lineages().values() for slug in line[1:]}
    contact = [
        one
        for one in purposes(PurposeKind.CONTACT)
        if one.slug not in parents  # a yes is asked for each thing apart
        and (wording := current_wording(one.slug, "en"))
        and wording.channels
    ]
    use = [one for one in purposes(PurposeKind.USE) if one.slug in {"profiling", "ad_audiences"}]
    return contact + use


def question_shelves() -> list[Shelf]:
    """Return the bank by family, opinions last; special categories are left out."""
    readers = {one.slug: readable_slugs(one.slug) for one in reasons()}
    labels = {one.slug: one.label for one in reasons()}
    shelves: dict[str, list[BankQuestion]] = {}
    for question in _bank():
        fact = question.attribute
        may = [labels[slug] for slug, facts in readers.items() if fact and fact.slug in facts]
        shelves.setdefault(fact.family if fact else "", []).append(
            BankQuestion(
                question=question,
                is_wanted=fact is None or fact.is_wanted,
                is_private=question.is_private,
                purposes=may,
            )
        )
    order: Sequence[str] = [*Family.values, ""]
    return [
        Shelf(str(Family(family).label) if family else _("Opinions"), shelves[family])
        for family in order
        if family in shelves
    ]


def _bank() -> list[Question]:
    return [
        question
        for question in Question.objects.filter(is_active=True)
        .select_related("attribute")
        .order_by("position", "pk")
        if question.attribute is None
        or (question.attribute.is_enabled and question.attribute.sensitivity != Sensitivity.SPECIAL)
    ]


def _initial(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {
            "purpose": "profiling",
            "titles": TITLES,
            "intros": INTROS,
            "thanks": THANKS,
            "questions": _first_choice(),
            "consents": ["newsletter", "offers"],
        }
    return {
        "name": survey.name,
        "purpose": survey.purpose.slug,
        "titles": survey.titles,
        "intros": survey.intros,
        "thanks": survey.thanks,
        "reward": survey.reward,
        "max_questions": survey.max_questions,
        "valid_days": survey.valid_days,
        "questions": list(
            survey.entries.order_by("position").values_list("question__slug", flat=True)
        ),
        "consents": list(survey.consents.order_by("pk").values_list("purpose__slug", flat=True)),
    }


def _first_choice() -> list[str]:
    """Return the questions about wanted facts that the first purpose may use."""
    readable = readable_slugs("profiling")
    return [
        question.slug
        for question in _bank()
        if question.attribute
        and question.attribute.is_wanted
        and question.attribute.slug in readable
    ]
