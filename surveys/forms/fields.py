"""One question as a page shows it: its controls, what was typed into them, and what is wrong with that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from config.lib.languages import in_language
from profiles.models import Company
from surveys.choices import QuestionKind
from surveys.models import Question
from surveys.selectors.options import Offered, offered_options

# The value that "prefer not to say" and "skip" post; no option has such a code.
DECLINE = "-declined-"
SKIP = ""
ADDRESS_PARTS = ("street", "postal_code", "city")
# A list longer than this is easier to use as a drop-down.
MANY_OPTIONS = 12
MAX_LENGTH = 300
MAX_LONG_LENGTH = 4000

_INPUTS: Mapping[str, tuple[str, str, str]] = {
    # kind: input type, inputmode, autocomplete (WCAG 1.3.5)
    QuestionKind.TEXT: ("text", "text", "off"),
    QuestionKind.TAGS: ("text", "text", "off"),
    QuestionKind.INTEGER: ("text", "numeric", "off"),
    QuestionKind.YEAR: ("text", "numeric", "off"),
    QuestionKind.EMAIL: ("email", "email", "email"),
    QuestionKind.PHONE: ("tel", "tel", "tel"),
    QuestionKind.DATE: ("date", "numeric", "off"),
}
_AUTOCOMPLETE = {
    "birth_date": "bday",
    "birth_year": "bday-year",
    "job_title": "organization-title",
    "given_name": "given-name",
    "family_name": "family-name",
    "organisation_name": "organization",
}

Typed = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class QuestionField:
    """A question, the answers it offers, what was typed (by control), and the sentence that says what is wrong."""

    question: Question
    text: str
    help: str
    options: list[Offered]
    typed: dict[str, list[str]] = field(default_factory=dict)
    error: str = ""
    kept: bool = False

    @property
    def name(self) -> str:
        """Return the name of the main control."""
        return f"q-{self.question.slug}"

    @property
    def shape(self) -> str:
        """Return how the page lays it out: line, area, radio, select, checks or address."""
        kind = self.question.kind
        if kind == QuestionKind.LONG_TEXT:
            return "area"
        if kind == QuestionKind.CHOICE:
            return "select" if len(self.options) > MANY_OPTIONS else "radio"
        shapes = {
            QuestionKind.BOOLEAN: "radio",
            QuestionKind.CHOICES: "checks",
            QuestionKind.ADDRESS: "address",
        }
        return shapes.get(QuestionKind(kind), "line")

    @property
    def is_group(self) -> bool:
        """Say whether it needs a fieldset with a legend."""
        return self.shape in {"radio", "checks", "address"}

    @property
    def input_type(self) -> str:
        """Return the type of a line's control."""
        return _INPUTS[self.question.kind][0]

    @property
    def inputmode(self) -> str:
        """Return the keyboard that a phone shows."""
        return _INPUTS[self.question.kind][1]

    @property
    def autocomplete(self) -> str:
        """Return what the browser may fill in for its owner."""
        fact = self.question.attribute.slug if self.question.attribute else ""
        return _AUTOCOMPLETE.get(fact, _INPUTS[self.question.kind][2])

    @property
    def max_length(self) -> int:
        """Return the longest text that is taken."""
        return MAX_LONG_LENGTH if self.shape == "area" else MAX_LENGTH

    @property
    def decline(self) -> str:
        """Return the value of "prefer not to say"."""
        return DECLINE

    @property
    def value(self) -> str:
        """Return what was typed into the main control."""
        return next(iter(self.typed.get(self.name, ())), "")

    @property
    def chosen(self) -> set[str]:
        """Return the options that were ticked."""
        return set(self.typed.get(self.name, ()))

    @property
    def is_declined(self) -> bool:
        """Say whether "prefer not to say" was ticked."""
        return DECLINE in self.chosen or bool(self.typed.get(f"{self.name}-declined"))

    @property
    def described_by(self) -> str:
        """Return the ids that explain the control to a screen reader."""
        ids = []
        if self.help:
            ids.append(f"{self.name}-help")
        if self.error:
            ids.append(f"{self.name}-error")
        if self.kept:
            ids.append(f"{self.name}-kept")
        return " ".join(ids)

    @property
    def first_id(self) -> str:
        """Return the id that a link of the error summary leads to."""
        if self.shape == "address":
            return f"{self.name}-street"
        return f"{self.name}-1" if self.shape in {"radio", "checks"} else self.name

    def address_value(self, part: str) -> str:
        """Return what was typed into one part of an address."""
        return next(iter(self.typed.get(f"{self.name}-{part}", ())), "")

    @property
    def street(self) -> str:
        """Return the street that was typed."""
        return self.address_value("street")

    @property
    def postal_code(self) -> str:
        """Return the postal code that was typed."""
        return self.address_value("postal_code")

    @property
    def city(self) -> str:
        """Return the town that was typed."""
        return self.address_value("city")

    def controls(self) -> list[str]:
        """Return the names of every control of the question."""
        parts = [f"{self.name}-{part}" for part in ADDRESS_PARTS]
        return [self.name, f"{self.name}-declined", *parts]


def build_fields(
    questions: Sequence[Question], *, company: Company | None, language: str, typed: Typed
) -> list[QuestionField]:
    """Return the questions as fields, filled with nothing but what this visitor typed."""
    fields = []
    for question in questions:
        one = QuestionField(
            question=question,
            text=in_language(question.texts, language),
            help=in_language(question.helps, language),
            options=_options(question, company, language),
        )
        one.typed = {
            name: [str(value) for value in typed[name]] for name in one.controls() if name in typed
        }
        fields.append(one)
    return fields


def _options(question: Question, company: Company | None, language: str) -> list[Offered]:
    """Return the answers to choose from; a yes-or-no question has its two."""
    if question.kind == QuestionKind.BOOLEAN:
        return [Offered("yes", _("Yes")), Offered("no", _("No"))]
    return offered_options(question, company, language)
