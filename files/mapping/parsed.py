"""What a row says, once it is understood."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

_SAYS = {"given": "yes", "requested": "asked", "refused": "no", "withdrawn": "no"}
_LONGEST_ORIGIN = 300


class CellProblem(NamedTuple):
    """A cell that could not be understood; its fact is left out, the row still lands."""

    column: str
    reason: str


class Identifier(NamedTuple):
    """A contact detail of the row: its kind (email, phone), as typed, and as it is compared."""

    kind: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class ParsedConsent:
    """What the row says about contact for one purpose and channel.

    `state` is given, requested, refused or withdrawn, as in the ledger; `evidence` holds the cells
    of the columns that prove it.
    """

    purpose: str
    channel: str
    state: str
    decided_at: datetime | None = None
    origin: str = ""
    evidence: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what is staged of it: yes, no or asked, since when, and from where it comes."""
        return {
            "purpose": self.purpose,
            "channel": self.channel,
            "says": _SAYS[self.state],
            "at": self.decided_at.isoformat() if self.decided_at else None,
            "origin": self.origin[:_LONGEST_ORIGIN],
        }


@dataclass(slots=True)
class ParsedRow:
    """One customer of a file; with a `refusal` nothing of it may land."""

    external_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    observed_at: datetime | None = None
    identifiers: list[Identifier] = field(default_factory=list)
    consents: list[ParsedConsent] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    refusal: str = ""


@dataclass(slots=True)
class ParsedEvent:
    """One activity of a file; with a `refusal` nothing of it may land."""

    customer_id: str = ""
    customer_email: str = ""
    occurred_at: datetime | None = None
    event_key: str = ""
    kind: str = ""
    amount: Decimal | None = None
    currency: str = ""
    quantity: Decimal | None = None
    product: str = ""
    campaign: str = ""
    channel: str = ""
    problems: list[CellProblem] = field(default_factory=list)
    refusal: str = ""
