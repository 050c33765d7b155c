"""The consent columns of a row: what they say together, per purpose and channel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from files.mapping.consent_cells import GIVEN, REQUESTED, STRICTEST_FIRST, WITHDRAWN, state_of
from files.mapping.fact_cells import Reader
from files.mapping.mapping import ColumnMapping, ConsentSetting, Mapping
from files.mapping.parsed import CellProblem, ParsedConsent, ParsedRow
from profiles.identity.errors import ValueNotUnderstoodError
from profiles.identity.text import clean_line

_DATED = frozenset({"given_at", "withdrawn_at"})
MAX_EVIDENCE = 500


@dataclass(slots=True)
class _Said:
    state: str
    at: datetime | None
    column: str
    cell: str


@dataclass(slots=True)
class _Proof:
    """What the file's columns of dates and origins say, for all consents or for one."""

    at: datetime | None = None
    evidence: dict[str, str] = field(default_factory=dict)


class ConsentColumns:
    """Read the consents of a row: the strictest of what its columns say wins (law 3).

    A yes without its proof, a date and an origin, becomes "requested" or is left out, as the
    mapping has settled; a no needs no proof.
    """

    def __init__(self, mapping: Mapping, moment: Reader) -> None:
        columns = list(enumerate(mapping.columns))
        self._moment = moment
        self._settings = {(entry.purpose, entry.channel): entry for entry in mapping.consents}
        self._states = [(i, c) for i, c in columns if c.target == "consent"]
        self._dates = [(i, c) for i, c in columns if c.target == "consent_at"]
        self._origins = [(i, c) for i, c in columns if c.target == "consent_origin"]

    def read(self, cells: Sequence[str], row: ParsedRow) -> None:
        """Add one consent for each purpose and channel of which the row says anything."""
        if not self._states:
            return
        strictest: dict[tuple[str, str], _Said] = {}
        for column, said in self._said(cells, row):
            key = (column.purpose, column.channel)
            other = strictest.get(key)
            if other is None or _rank(said) < _rank(other):
                strictest[key] = said
        for (purpose, channel), said in strictest.items():
            consent = self._proven(purpose, channel, said, cells, row)
            if consent:
                row.consents.append(consent)

    def _said(self, cells: Sequence[str], row: ParsedRow) -> Iterator[tuple[ColumnMapping, _Said]]:
        for index, column in self._states:
            try:
                state = state_of(cells[index], column.reads)
                at = self._moment(cells[index]) if state and column.reads in _DATED else None
            except ValueNotUnderstoodError as error:
                row.problems.append(CellProblem(column.column, error.reason))
                # A date that cannot be read still says that there was an opt-out, never a yes.
                if column.reads == "withdrawn_at":
                    yield column, _Said(WITHDRAWN, None, column.column, cells[index])
                continue
            if state:
                yield column, _Said(state, at, column.column, cells[index])

    def _proven(
        self, purpose: str, channel: str, said: _Said, cells: Sequence[str], row: ParsedRow
    ) -> ParsedConsent | None:
        setting = self._settings.get((purpose, channel)) or ConsentSetting(purpose, channel)
        proof = self._proof(purpose, channel, cells, row)
        at = said.at or proof.at
        origin = "; ".join(f"{name}: {cell}" for name, cell in proof.evidence.items())
        origin = (origin or setting.origin)[:MAX_EVIDENCE]
        state = said.state
        if state == GIVEN and not (at and origin):
            if setting.without_proof == "skip":
                return None
            state = REQUESTED
        evidence = {said.column: said.cell[:MAX_EVIDENCE], **proof.evidence}
        return ParsedConsent(purpose, channel, state, at, origin, evidence)

    def _proof(self, purpose: str, channel: str, cells: Sequence[str], row: ParsedRow) -> _Proof:
        proof = _Proof()
        for index, column in self._dates:
            if cells[index].strip() and _concerns(column, purpose, channel):
                proof.at = proof.at or self._date(cells[index], column, row)
        for index, column in self._origins:
            if cells[index].strip() and _concerns(column, purpose, channel):
                proof.evidence[column.column] = clean_line(cells[index][:MAX_EVIDENCE])
        return proof

    def _date(self, cell: str, column: ColumnMapping, row: ParsedRow) -> datetime | None:
        try:
            at: datetime | None = self._moment(cell)
        except ValueNotUnderstoodError as error:
            row.problems.append(CellProblem(column.column, error.reason))
            return None
        return at


def _rank(said: _Said) -> int:
    return STRICTEST_FIRST.index(said.state)


def _concerns(column: ColumnMapping, purpose: str, channel: str) -> bool:
    """Return whether a column of dates or origins is about this consent; unnamed is about all."""
    return column.purpose in {"", purpose} and column.channel in {"", channel}
