"""How states, outcomes and sizes look on a screen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from files.choices import ExportState, Outcome, RunState

_STATE_TONES = {
    RunState.RECEIVED: "warn",
    RunState.MAPPED: "warn",
    RunState.DECIDING: "info",
    RunState.DECIDED: "warn",
    RunState.APPLYING: "info",
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.UNDOING: "info",
}
_EXPORT_TONES = {
    ExportState.QUEUED: "info",
    ExportState.RUNNING: "info",
    ExportState.DONE: "ok",
    ExportState.FAILED: "bad",
}


@dataclass(frozen=True, slots=True)
class OutcomeTile:
    """The number of rows of one outcome, which opens as a list."""

    key: str
    label: str
    count: int
    note: str


def state_tone(state: str) -> str:
    """Return the colour of an import's state."""
    return _STATE_TONES.get(RunState(state), "")


def export_tone(state: str) -> str:
    """Return the colour of an export's state."""
    return _EXPORT_TONES.get(ExportState(state), "")


def outcome_tiles(counts: dict[str, int]) -> list[OutcomeTile]:
    """Return a tile for each outcome; those that are no news are left out where they are nought."""
    notes = _notes()
    always = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
    return [
        OutcomeTile(key, str(Outcome(key).label), counts.get(key, 0), notes[Outcome(key)])
        for key in Outcome.values
        if counts.get(key) or key in always
    ]


def outcome_note(outcome: str) -> str:
    """Return what an outcome means, in a sentence."""
    return _notes()[Outcome(outcome)]


def _notes() -> dict[Outcome, str]:
    return {
        Outcome.CREATED: _("say what was not known at all"),
        Outcome.UPDATED: _("say something new about somebody we know"),
        Outcome.UNCHANGED: _("say what we know already"),
        Outcome.REPEATED: _("stand again further down in the file, where they count"),
        Outcome.REVIEW: _("may be somebody we know: taken in apart, for a look"),
        Outcome.BLOCKED: _("are about somebody whose data must not be touched"),
        Outcome.REFUSED: _("make no sense as they stand; you can have them back as a file"),
    }
