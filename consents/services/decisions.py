"""Where a consent is written: the only writer of the ledger (laws 2 and 3).

The database's triggers judge every decision; what stands here puts the person's act into the ledger's words and turns a
refusal of the database into a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.choices import State
from consents.models import Decision
from consents.services.subjects import commitments_of, subjects_of
from profiles.selectors import get_company

_REASONS = {
    "KJ001": _("A consent cannot have been given in the future: check the date."),
    "KJ002": _("A yes that was given elsewhere needs its date and where it was given."),
    "KJ003": _("The person has said no, and nothing newer of their own lifts it."),
}


class DecisionRefusedError(DomainError):
    """A decision that the ledger does not take, because it would raise a consent wrongly (law 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One decision about to be recorded: who, for what, through which channel and contact point, and how it was said.

    No channel means every channel, no contact point every one; use of data has neither. `occurred_at` is when the
    person decided, `origin` where (a form's name, a file and its column), `wording` the digest of the text they saw.
    """

    customer_uid: UUID
    purpose: str
    state: str
    method: str
    occurred_at: datetime
    channel: str = ""
    contact_point_id: int | None = None
    basis: str = "consent"
    origin: str = ""
    wording: str = ""
    language: str = ""
    source: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    valid_until: datetime | None = None
    caused_by: UUID | None = None
    run_id: UUID | None = None


def record_decision(*, proposal: Proposal, actor: Actor, now: datetime) -> UUID:
    """Record one decision; return its id. Raise DecisionRefusedError where law 3 forbids it."""
    return record_decisions(proposals=[proposal], actor=actor, now=now)[0]


def record_decisions(*, proposals: Sequence[Proposal], actor: Actor, now: datetime) -> list[UUID]:
    """Record decisions, all or none; return their ids in order. Raise DecisionRefusedError where law 3 forbids one."""
    if not proposals:
        return []
    del now  # the ledger's clock is the database's
    company = get_company()
    with transaction.atomic():
        subjects = subjects_of({proposal.customer_uid for proposal in proposals})
        named = commitments_of(
            {p.contact_point_id: p.customer_uid for p in proposals if p.contact_point_id}, subjects
        )
        rows = [
            Decision(
                uid=uuid4(),
                controller_id=company.uid,
                subject=subjects[proposal.customer_uid],
                commitment=_commitment(proposal, named),
                **_columns(proposal),
                **actor_columns(actor),
            )
            for proposal in proposals
        ]
        _insert(rows)
    return [row.uid for row in rows]


def say_no_to_all_marketing(
    *, customer_uid: UUID, purpose: str, method: str, actor: Actor, now: datetime
) -> UUID:
    """Record one no to a purpose and all below it, in every channel, at every contact point."""
    proposal = Proposal(
        customer_uid=customer_uid,
        purpose=purpose,
        state=State.WITHDRAWN,
        method=method,
        occurred_at=now,
    )
    return record_decision(proposal=proposal, actor=actor, now=now)


def _commitment(proposal: Proposal, named: Mapping[int, str]) -> str:
    """Return the ledger's name of the contact point; a point of somebody else never becomes "every point"."""
    if proposal.contact_point_id is None:
        return ""
    if proposal.contact_point_id not in named:
        raise DecisionRefusedError(str(_("This contact detail does not belong to the customer.")))
    return named[proposal.contact_point_id]


def _columns(proposal: Proposal) -> dict[str, Any]:
    """Return the columns that stand in the proposal as they will in the ledger."""
    names = (
        "purpose", "channel", "state", "basis", "method", "wording", "language", "source", "origin",
        "occurred_at", "valid_until", "caused_by", "run_id",
    )  # fmt: skip
    return {name: getattr(proposal, name) for name in names} | {"evidence": dict(proposal.evidence)}


def _insert(rows: list[Decision]) -> None:
    """Insert in statements that hold each key once, in order, so that the projection judges one after the other."""
    waiting = rows
    while waiting:
        chosen: dict[tuple[Any, ...], Decision] = {}
        later = []
        for row in waiting:
            key = (row.subject, row.purpose, row.channel, row.commitment)
            if key in chosen:
                later.append(row)
            else:
                chosen[key] = row
        try:
            Decision.objects.bulk_create(chosen.values())
        except DatabaseError as error:
            raise _refusal(error) from error
        waiting = later


def _refusal(error: DatabaseError) -> Exception:
    """Return the sentence for the ledger's refusal, or the error itself where it is another."""
    code = getattr(error.__cause__, "sqlstate", "")
    return DecisionRefusedError(str(_REASONS[code])) if code in _REASONS else error
