"""Purposes, wordings and the ledger; nobody outside this room imports these rows."""

from consents.models.check import LedgerCheck
from consents.models.ledger import (
    Decision,
    DecisionState,
    DisclosedCustomer,
    Disclosure,
    Subject,
)
from consents.models.purpose import AttributePurpose, Purpose, PurposeBasis, Wording
from consents.models.reach import AskedPoint, ReachedPoint
from consents.models.request import RequestChange, SubjectRequest
from consents.models.said import SaidYes

__all__ = [
    "AskedPoint",
    "AttributePurpose",
    "Decision",
    "DecisionState",
    "DisclosedCustomer",
    "Disclosure",
    "LedgerCheck",
    "Purpose",
    "PurposeBasis",
    "ReachedPoint",
    "RequestChange",
    "SaidYes",
    "Subject",
    "SubjectRequest",
    "Wording",
]
