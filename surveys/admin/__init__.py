"""The room's screens in the back office."""

from surveys.admin.links import InvitationAdmin
from surveys.admin.mailbox import MailAdmin
from surveys.admin.making import MakeSurveyView
from surveys.admin.overview import OverviewView
from surveys.admin.preview import preview
from surveys.admin.questions import QuestionAdmin
from surveys.admin.replies import RepliesView
from surveys.admin.sending import SendingView
from surveys.admin.survey_list import SurveyAdmin
from surveys.admin.transfer import QuestionResource

__all__ = [
    "InvitationAdmin",
    "MailAdmin",
    "MakeSurveyView",
    "OverviewView",
    "QuestionAdmin",
    "QuestionResource",
    "RepliesView",
    "SendingView",
    "SurveyAdmin",
    "preview",
]
