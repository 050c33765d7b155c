"""What a customer's reply to a survey costs: answers, consent, record, customer and memberships in one transaction."""

from datetime import UTC, datetime, timedelta
from functools import cache

from consents.models import Purpose
from profiles.models import Customer
from surveys.models import Invitation, Question, Survey, SurveyQuestion
from surveys.services.invitations import Invited, issue_invitations
from surveys.services.reply import Reply
from surveys.services.submissions import submit

LINKS = 40


@cache
def _links() -> list[Invitation]:
    now = datetime.now(UTC) - timedelta(minutes=1)
    survey = Survey.objects.create(
        slug="bench", name="bench", titles={"en": "A few questions"}, state="open",
        purpose=Purpose.objects.get(slug="profiling"),
    )  # fmt: skip
    question = Question.objects.get(attribute__slug="gender")
    SurveyQuestion.objects.create(survey=survey, question=question, position=0)
    people = Customer.objects.order_by("pk").values_list("pk", flat=True)[:LINKS]
    return issue_invitations(
        survey=survey, invited=[Invited(uid, None, "en") for uid in people], now=now
    )


def one_reply() -> None:
    """Store the reply of one more customer."""
    link = _links().pop()
    code = Question.objects.get(attribute__slug="gender").slug
    submit(invitation_uid=link.pk, reply=Reply(answers={code: "woman"}), now=datetime.now(UTC))
