"""The room's screens in the back office."""

from profiles.admin.account import AccountView
from profiles.admin.catalogue import AttributeAdmin
from profiles.admin.company import CompanyView
from profiles.admin.contradictions import ContradictionsView
from profiles.admin.customer import CustomerAdmin
from profiles.admin.event import EventAdmin
from profiles.admin.invitation import InvitationView
from profiles.admin.mail_server import MailServerView
from profiles.admin.read_log import ReadEventAdmin
from profiles.admin.setting_history import SettingHistoryView
from profiles.admin.source import SourceAdmin
from profiles.admin.steward import StewardAdmin
from profiles.admin.transfer import AttributeResource

__all__ = [
    "AccountView",
    "AttributeAdmin",
    "AttributeResource",
    "CompanyView",
    "ContradictionsView",
    "CustomerAdmin",
    "EventAdmin",
    "InvitationView",
    "MailServerView",
    "ReadEventAdmin",
    "SettingHistoryView",
    "SourceAdmin",
    "StewardAdmin",
]
