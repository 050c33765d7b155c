"""Surveys, the links that open them, and the replies."""

from surveys.models.survey import (
    Answer,
    Invitation,
    Mail,
    Question,
    Sending,
    Submission,
    Survey,
    SurveyConsent,
    SurveyQuestion,
)

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
