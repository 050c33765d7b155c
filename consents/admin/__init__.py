"""The room's screens in the back office."""

from consents.admin.checks import LedgerChecksView
from consents.admin.disclosure import DisclosureAdmin
from consents.admin.entries import ConsentsView
from consents.admin.purpose import PurposeAdmin
from consents.admin.transfer import PurposeResource, WordingResource
from consents.admin.wanted import WantedFactsView
from consents.admin.wording import ConsentTextsView

__all__ = [
    "ConsentTextsView",
    "ConsentsView",
    "DisclosureAdmin",
    "LedgerChecksView",
    "PurposeAdmin",
    "PurposeResource",
    "WantedFactsView",
    "WordingResource",
]
