"""The replies as a file: a row a reply; where they are to one survey, a column a question that the purpose may read.

As over the API: a question bound to a fact needs that fact, one of the company's own the survey's purpose; private
answers stay on the customer card, and what protection blanks is empty (law 12).
"""

from collections.abc import Mapping

from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.services.export_columns import (
    Column,
    JsonText,
    JsonType,
    ListInWords,
    OneLine,
    word_for,
)
from files.services.lists.people_list import PeopleList, Reading, moment, text, who
from profiles.models import Protection
from profiles.selectors.gate import readable_facts
from profiles.selectors.protection import HIDDEN_FACTS
from surveys.models import Answer, Question, Submission, Survey
from surveys.selectors.for_callers import Reader, questions_asked
from surveys.selectors.narrowings import OF_SURVEY, REPLY_NARROWINGS
from surveys.selectors.replies import labels_of


def _columns(reading: Reading) -> list[Column]:
    asked = [text(_("Survey"), "survey__name")] if OF_SURVEY.parameter not in reading.said else []
    return [
        moment(_("Replied"), "submitted_at"),
        *who(reading),
        *asked,
        *(Column(question.text, _answer(question)) for question in _questions(reading)),
    ]


def _questions(reading: Reading) -> list[Question]:
    survey = Survey.objects.filter(slug=reading.said.get(OF_SURVEY.parameter, "")).first()
    facts = readable_facts([reading.purpose], is_private_open=False)
    reader = Reader("", frozenset({reading.purpose}), facts, is_private_open=False)
    return questions_asked(survey, reader) if survey else []


def _facts(reading: Reading) -> list[str]:
    asked = (question.attribute for question in _questions(reading))
    return [*reading.names(), *(fact.slug for fact in asked if fact)]


def _answer(question: Question) -> Expression:
    """Return what was answered to a question, in words; nothing where protection blanks the fact."""
    answers = Answer.objects.filter(submission=OuterRef("pk"), question=question)
    found = Subquery(answers.annotate(words=_in_words(labels_of(question))).values("words")[:1])
    said = Coalesce(found, Value(""), output_field=TextField())
    fact = question.attribute
    hiding = [kind for kind, slugs in HIDDEN_FACTS.items() if fact and fact.slug in slugs]
    if not hiding:
        return said
    shields = Protection.objects.filter(
        customer=OuterRef("customer_id"), lifted_at=None, kind__in=hiding
    )
    return Case(When(Exists(shields), then=Value("")), default=said, output_field=TextField())


def _in_words(labels: Mapping[str, str]) -> Case:
    answer = F("value")
    kind = JsonType(answer)
    yes_no = word_for({"true": _("Yes"), "false": _("No")}, JsonText(answer))
    listed = ListInWords(answer, Value(dict(labels), output_field=JSONField()))
    whens = [
        When(Q(declined=True), then=Value(_("Prefers not to say"))),
        When(Exact(kind, "boolean"), then=yes_no),
        When(Exact(kind, "array"), then=listed),
        When(Exact(kind, "object"), then=OneLine(answer)),
    ]
    return Case(*whens, default=word_for(labels, JsonText(answer)), output_field=TextField())


REPLIES = PeopleList(
    "replies",
    gettext_lazy("Replies"),
    ("surveys.view_survey", "surveys.view_submission"),
    REPLY_NARROWINGS,
    lambda _said: Submission.objects.order_by("-submitted_at", "-uid"),
    F("customer_id"),
    _columns,
    _facts,
)
