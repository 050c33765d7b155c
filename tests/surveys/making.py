"""What the tests of surveys need: a survey, a link, and the page behind it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from consents.models import Purpose
from profiles.models import Attribute, ContactPoint, Customer
from surveys.models import Invitation, Question, Survey, SurveyConsent, SurveyQuestion
from surveys.selectors.links import token_of
from surveys.services.invitations import Invited, issue_choices_link, issue_invitations
from tests.factories import NOW

_numbers = count(1)


def make_survey(
    *questions: str, consents: tuple[str, ...] = (), purpose: str = "profiling", **details: Any
) -> Survey:
    """Make an open survey of questions of the bank, by code."""
    number = next(_numbers)
    survey = Survey.objects.create(
        **{
            "slug": f"survey-{number}",
            "name": "Know you better",
            "titles": {"en": "A few questions", "nb": "Noen spørsmål"},
            "state": "open",
            "purpose": Purpose.objects.get(slug=purpose),
            **details,
        }
    )
    for position, slug in enumerate(questions):
        SurveyQuestion.objects.create(
            survey=survey, question=Question.objects.get(slug=slug), position=position
        )
    for slug in consents:
        SurveyConsent.objects.create(survey=survey, purpose=Purpose.objects.get(slug=slug))
    return survey


def want(*slugs: str) -> None:
    """Let the company want exactly these facts."""
    Attribute.objects.update(is_wanted=False)
    Attribute.objects.filter(slug__in=slugs).update(is_wanted=True)


def make_link(survey: Survey, customer: Customer, *, now: datetime | None = None) -> Invitation:
    """Make a personal link, to the customer's e-mail address where there is one."""
    point = ContactPoint.objects.filter(customer=customer, kind="email").first()
    invited = Invited(customer.pk, point.pk if point else None, "en")
    moment = now or datetime.now(tz=NOW.tzinfo) - timedelta(minutes=1)
    return issue_invitations(survey=survey, invited=[invited], now=moment)[0]


def make_choices_link(customer: Customer) -> Invitation:
    """Make a "My choices" link for the customer's e-mail address."""
    point = ContactPoint.objects.filter(customer=customer, kind="email").first()
    return issue_choices_link(
        customer_uid=customer.pk,
        contact_point_id=point.pk if point else None,
        language="en",
        now=datetime.now(tz=NOW.tzinfo),
    )


def survey_path(invitation: Invitation) -> str:
    return f"/s/{token_of(invitation)}/"


def choices_path(invitation: Invitation) -> str:
    return f"/c/{token_of(invitation)}/"


def unsubscribe_path(invitation: Invitation) -> str:
    return f"/u/{token_of(invitation)}/"
