"""Surveys, the links that open them, and the replies."""

from surveys.models.invitation import Invitation, Sending
from surveys.models.mail import Mail
from surveys.models.submission import Answer, Submission
from surveys.models.survey import Question, Survey, SurveyConsent, SurveyQuestion

__all__ = [
    "Answer",
    "Invitation",
    "Mail",
    "Question",
    "Sending",
    "Submission",
    "Survey",
    "SurveyConsent",
    "SurveyQuestion",
]
