"""What programs are shown of surveys, replies and links, and what they send."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.lib.rest.serializers import SparseSerializer
from profiles.selectors.for_callers import own_ids
from surveys.choices import LinkOutcome, QuestionKind, SurveyState
from surveys.models import Answer, Question, Submission
from surveys.selectors.for_callers import answers_shown
from surveys.selectors.options import offered_options

MOST_LINKS = 1_000
_TEXTS = {
    "type": "object",
    "description": "By language.",
    "additionalProperties": {"type": "string"},
}
_VALUE = {
    "description": "Text, number, yes or no, a code, a list of codes, or an address; null where declined.",
}


class OptionSerializer(serializers.Serializer):
    """One answer that can be chosen."""

    code = serializers.CharField(source="slug")
    label = serializers.CharField()  # type: ignore[assignment]


class QuestionSerializer(serializers.Serializer):
    """A question of a survey."""

    code = serializers.SlugField(source="slug")
    text = serializers.CharField(help_text="In the language of Accept-Language.")
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    fact = serializers.SerializerMethodField(
        allow_null=True, help_text="The fact that an answer becomes; null for a question apart."
    )
    options = serializers.SerializerMethodField()

    def get_fact(self, question: Question) -> str | None:
        """Return the code of the fact."""
        return question.attribute.slug if question.attribute else None

    @extend_schema_field(OptionSerializer(many=True))
    def get_options(self, question: Question) -> Any:
        """Return what can be chosen."""
        company, language = self.context["company"], self.context["language"]
        return OptionSerializer(offered_options(question, company, language), many=True).data


class SurveySerializer(SparseSerializer):
    """A survey in a list."""

    code = serializers.SlugField(source="slug")
    name = serializers.CharField()
    titles = serializers.SerializerMethodField()
    purpose = serializers.CharField(
        source="purpose.slug", help_text="What the answers to its own questions are for."
    )
    state = serializers.ChoiceField(choices=SurveyState.choices)
    created_at = serializers.DateTimeField()

    @extend_schema_field(_TEXTS)
    def get_titles(self, survey: Any) -> dict[str, str]:
        """Return the title in each language."""
        return dict(survey.titles)


class SurveyDetailSerializer(SurveySerializer):
    """A survey with its questions."""

    questions = serializers.SerializerMethodField(help_text="Those that the key may read.")
    asks_consent_for = serializers.SerializerMethodField(help_text="Codes of purposes.")

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, survey: Any) -> Any:
        """Return the questions."""
        del survey
        return QuestionSerializer(self.context["questions"], many=True, context=self.context).data

    def get_asks_consent_for(self, survey: Any) -> list[str]:
        """Return the purposes."""
        return list(survey.consents.order_by("pk").values_list("purpose__slug", flat=True))


class AnswerSerializer(serializers.Serializer):
    """One answer."""

    question = serializers.CharField(source="question.slug")
    fact = serializers.SerializerMethodField(allow_null=True)
    value = serializers.SerializerMethodField("said")
    declined = serializers.BooleanField(help_text="The person would rather not say.")

    def get_fact(self, answer: Answer) -> str | None:
        """Return the code of the fact that it became."""
        return answer.question.attribute.slug if answer.question.attribute else None

    @extend_schema_field(_VALUE)
    def said(self, answer: Answer) -> Any:
        """Return what was said."""
        return answer.value


class SubmissionSerializer(SparseSerializer):
    """A reply."""

    id = serializers.UUIDField(source="uid")
    customer = serializers.UUIDField(source="customer_id")
    source_ids = serializers.SerializerMethodField(
        help_text="The ids under which the key's own source knows the customer."
    )
    language = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    answers = serializers.SerializerMethodField(help_text="Those that the key may read.")

    def get_source_ids(self, submission: Submission) -> list[str]:
        """Return the caller's own ids."""
        return own_ids(submission.customer)

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, submission: Submission) -> Any:
        """Return the answers."""
        found = answers_shown(submission, self.context["consenting"])
        return AnswerSerializer(found, many=True).data


class LinksOrderSerializer(serializers.Serializer):
    """For whom links are wanted."""

    customers = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_LINKS
    )


class LinkSerializer(serializers.Serializer):
    """What came of one customer."""

    customer = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=LinkOutcome.choices)
    link = serializers.URLField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class LinksSerializer(serializers.Serializer):
    """What came of each."""

    results = LinkSerializer(many=True)
