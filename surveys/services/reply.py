"""What a person sends through a survey link, in the words of the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The source whose records the replies are.
SOURCE = "survey"
# "Prefer not to say": known, remembered, and true of no rule.
DECLINED: Mapping[str, bool] = {"declined": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One consent that the form asked for, through one channel (none for a use of data), and whether it was ticked.

    `wording` is the digest of the text that stood beside the box, `text` that text as it was shown.
    """

    purpose: str
    label: str
    channel: str
    is_given: bool
    wording: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answers by question code (canonical, or DECLINED), the consents asked for, contact details typed beside them."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    agreements: Sequence[Agreement] = ()
    contacts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
