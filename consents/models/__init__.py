"""Purposes, wordings and the ledger; nobody outside this room imports these rows."""

from consents.models.ledger import (
    Decision,
    DecisionState,
    DisclosedCustomer,
    Disclosure,
    Subject,
)
from consents.models.purpose import AttributePurpose, Purpose, PurposeBasis, Wording
from consents.models.reach import ReachedPoint

__all__ = [
    "AttributePurpose",
    "Decision",
    "DecisionState",
    "DisclosedCustomer",
    "Disclosure",
    "Purpose",
    "PurposeBasis",
    "ReachedPoint",
    "Subject",
    "Wording",
]
