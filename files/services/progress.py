"""How far an import or export is, for whoever follows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.numbers import grouped
from files.choices import AT_WORK, ExportState, RunState
from files.models import ExportRun, ImportRun
from files.services.receiving import read_path

# Reading the file is most of finding out; matching and counting is the rest.
_READING = 80
_ALL = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is done, of a hundred or unknown, and what is being done."""

    share: int | None
    text: str
    finished: bool

    def to_json(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        return {"share": self.share, "text": self.text, "finished": self.finished}


def progress_of(run: ImportRun) -> Progress:
    """Return how far an import is."""
    if run.state not in AT_WORK:
        return Progress(_ALL, "", finished=True)
    if run.state == RunState.DECIDING:
        return _deciding(run)
    if run.state == RunState.APPLYING:
        return _applying(run)
    undone = sum((run.summary.get("undo") or {}).values())
    text = ngettext(
        "%(number)s thing went back so far.", "%(number)s things went back so far.", undone
    ) % {"number": grouped(undone)}
    return Progress(None, text if undone else _("The import is being undone …"), finished=False)


def export_progress(run: ExportRun) -> Progress:
    """Return how far an export is: its rows are seen by nobody else until all are written."""
    texts = {
        ExportState.QUEUED: _("Waiting for its turn …"),
        ExportState.RUNNING: _("The file is being written …"),
    }
    text = texts.get(ExportState(run.state))
    return Progress(None, text or "", finished=text is None)


def _deciding(run: ImportRun) -> Progress:
    staged = run.staged_count
    if not staged:
        return Progress(None, _("The file is being read …"), finished=False)
    share = _share_read(run)
    if share >= _ALL:
        text = ngettext(
            "%(rows)s row read. Looking who is known already …",
            "%(rows)s rows read. Looking who is known already …",
            staged,
        )
    else:
        text = ngettext("%(rows)s row read …", "%(rows)s rows read …", staged)
    return Progress(share * _READING // _ALL, text % {"rows": grouped(staged)}, finished=False)


def _applying(run: ImportRun) -> Progress:
    total = run.row_count or 0
    if not run.position or not total:
        return Progress(None, _("Getting ready …"), finished=False)
    done = min(run.position, total)
    text = ngettext("%(done)s of %(total)s row", "%(done)s of %(total)s rows", total)
    shown = text % {"done": grouped(done), "total": grouped(total)}
    return Progress(min(done * _ALL // total, _ALL), shown, finished=False)


def _share_read(run: ImportRun) -> int:
    """Return the share of the file's bytes that is read."""
    _row, end = run.summary.get("staging") or (0, 0)
    try:
        size = read_path(run).stat().st_size
    except (OSError, KeyError):
        return 0
    return min(end * _ALL // max(size, 1), _ALL)
