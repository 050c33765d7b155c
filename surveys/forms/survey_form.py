"""One person's form: which questions, which consents, what was typed, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.languages import in_language
from profiles.models import Company
from surveys.forms.answers import read_answers
from surveys.forms.consents import ConsentForm, build_consents, read_consents
from surveys.forms.fields import QuestionField, build_fields
from surveys.models import Invitation, Question
from surveys.selectors.consents_asked import consents_asked, known_contacts
from surveys.selectors.gaps import askable_questions, questions_for
from surveys.services.reply import Reply
from surveys.wording import fill_in

ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: the sentence, and the control it leads to."""

    text: str
    target: str


@dataclass
class SurveyForm:
    """The form as one visitor sees it now; `data` is what they just sent, or None on a first look.

    `own` names the controls that were typed into in this very browser. Of a draft only those are shown: a link can be
    forwarded (law 9). What another device left in the draft is kept, and counts unless it is answered anew.
    """

    invitation: Invitation
    company: Company
    language: str
    data: Mapping[str, Sequence[str]] | None
    own: frozenset[str]
    now: datetime
    typed: dict[str, list[str]] = field(init=False)
    fields: list[QuestionField] = field(init=False)
    consents: ConsentForm = field(init=False)
    nothing_said: str = ""

    def __post_init__(self) -> None:
        """Lay out questions and consents in the page's language."""
        with translation.override(self.language):
            questions = self._questions()
            self.fields = self._built(questions, self._shown())
            self.typed = self._merged()
            self.consents = self._consents()

    @property
    def typed_here(self) -> frozenset[str]:
        """Return the controls that this browser has typed into, now or earlier."""
        now = {name for one in self.fields for name, values in one.typed.items() if any(values)}
        return self.own | now

    @property
    def title(self) -> str:
        """Return the survey's heading."""
        return self._filled(self._survey.titles)

    @property
    def intro(self) -> str:
        """Return the survey's introduction."""
        return self._filled(self._survey.intros)

    @property
    def reward(self) -> str:
        """Return what they get in return."""
        return self._filled(self._survey.reward)

    @property
    def purpose_label(self) -> str:
        """Return what the answers are used for, in a few words."""
        return str(self._survey.purpose.customer_label)

    @property
    def purpose_description(self) -> str:
        """Return what the answers are used for, in a sentence."""
        return str(self._survey.purpose.description)

    @property
    def problems(self) -> list[Problem]:
        """Return everything that is wrong, in the order of the page."""
        found = [Problem(one.error, one.first_id) for one in self.fields if one.error]
        if self.consents.error:
            found.append(Problem(self.consents.error, "consents"))
        found += [Problem(one.error, one.name) for one in self.consents.contacts if one.error]
        if self.nothing_said:
            first = self.fields[0].first_id if self.fields else "consents"
            found.append(Problem(self.nothing_said, first))
        return found

    def read(self, evidence: Mapping[str, str], *, today: date) -> Reply | None:
        """Return the reply, or None where something is wrong; what is wrong then stands beside its control."""
        data = self.data or {}
        country = self.invitation.customer.country or self.company.default_country
        answers = self._answers(country, today)
        contacts = read_consents(self.consents, data, answers, country)
        if not answers and not self.consents.ticked and not self.problems:
            self.nothing_said = _(
                "You have not answered anything yet. Answer what you like, or simply close the page."
            )
        if self.problems:
            return None
        return Reply(
            answers=answers,
            agreements=self.consents.agreements(),
            contacts=contacts,
            language=self.language,
            evidence=evidence,
        )

    @property
    def _survey(self) -> Any:
        return self.invitation.survey

    def _filled(self, texts: Mapping[str, str]) -> str:
        return fill_in(in_language(texts, self.language), {"company": self.company.name})

    def _questions(self) -> list[Question]:
        """Return what is asked; after sending, what this page asked, even if an answer came in otherwise meanwhile."""
        if self.data is None:
            return questions_for(
                survey=self._survey, customer=self.invitation.customer, now=self.now
            )
        asked = list(self.data.get(ASKED, ()))
        may_ask = {
            question.slug: question
            for question in askable_questions(
                survey=self._survey, customer=self.invitation.customer
            )
        }
        return [may_ask[slug] for slug in dict.fromkeys(asked) if slug in may_ask]

    def _built(
        self, questions: Sequence[Question], typed: Mapping[str, Sequence[str]]
    ) -> list[QuestionField]:
        return build_fields(questions, company=self.company, language=self.language, typed=typed)

    def _shown(self) -> Mapping[str, Sequence[str]]:
        """Return what this visitor typed: just now, or earlier in this browser."""
        if self.data is not None:
            return self.data
        return {name: values for name, values in self.invitation.draft.items() if name in self.own}

    def _merged(self) -> dict[str, list[str]]:
        """Return all that counts as typed; mark the fields for which another device has left an answer."""
        draft: dict[str, list[str]] = self.invitation.draft
        typed: dict[str, list[str]] = {}
        for one in self.fields:
            elsewhere = {
                name: draft[name]
                for name in one.controls()
                if draft.get(name) and name not in self.own
            }
            one.kept = bool(elsewhere) and not _is_filled(one.typed)
            typed |= elsewhere if one.kept else one.typed
        return typed

    def _answers(self, country: str, today: date) -> dict[str, Any]:
        """Return the canonical answers; what is wrong is written beside the field that is shown."""
        judged = self._built([one.question for one in self.fields], self.typed)
        answers = read_answers(judged, country=country, today=today)
        for shown, one in zip(self.fields, judged, strict=True):
            # The sentence quotes what was typed, which may have been typed elsewhere.
            hidden = _("The saved answer could not be read. Please answer again.")
            shown.error = hidden if one.error and shown.kept else one.error
        return answers

    def _consents(self) -> ConsentForm:
        asked = consents_asked(
            invitation=self.invitation, company=self.company, language=self.language, now=self.now
        )
        kinds = {
            one.question.attribute.slug
            for one in self.fields
            if one.question.attribute and one.question.attribute.slug in {"email", "phone"}
        }
        return build_consents(asked, known_contacts(self.invitation), kinds)


def _is_filled(typed: Mapping[str, Sequence[str]]) -> bool:
    return any(value.strip() for values in typed.values() for value in values)
