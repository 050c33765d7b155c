"""The room's screens in the back office."""

from consents.admin.checks import LedgerChecksView
from consents.admin.disclosed import DisclosedView
from consents.admin.disclosure import DisclosureAdmin
from consents.admin.entries import ConsentsView
from consents.admin.purpose import PurposeAdmin
from consents.admin.request_customer import FindCustomerView
from consents.admin.request_list import SubjectRequestAdmin
from consents.admin.request_pages import RegisterView, RequestPage
from consents.admin.request_steps import CloseStep
from consents.admin.setting_history import TRACKED
from consents.admin.transfer import PurposeResource, WordingResource
from consents.admin.wanted import WantedFactsView
from consents.admin.wording import ConsentTextsView

__all__ = [
    "TRACKED",
    "CloseStep",
    "ConsentTextsView",
    "ConsentsView",
    "DisclosedView",
    "DisclosureAdmin",
    "FindCustomerView",
    "LedgerChecksView",
    "PurposeAdmin",
    "PurposeResource",
    "RegisterView",
    "RequestPage",
    "SubjectRequestAdmin",
    "WantedFactsView",
    "WordingResource",
]
