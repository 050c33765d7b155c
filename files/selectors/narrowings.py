"""What the lists of imports and of exports can be narrowed by."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.lib.narrowing import Choices, Narrowing, since
from files.choices import AT_WORK, ExportState, RunState

Rows = QuerySet[Any]

# What the start page counts beside the plain states.
TO_CHOOSE, LEFT_OUT = "to_choose", "left_out"
KEPT, LOST = "kept", "lost"
UNDER_WAY = "under_way"
_MORE_IMPORTS = {
    UNDER_WAY: (_("Work under way"), Q(state__in=AT_WORK)),
    TO_CHOOSE: (_("Waiting for columns"), Q(state__in=(RunState.RECEIVED, RunState.MAPPED))),
    LEFT_OUT: (
        _("Rows not taken in"),
        Q(state=RunState.DONE) & (Q(counts__refused__gt=0) | Q(counts__blocked__gt=0)),
    ),
}
_MORE_EXPORTS = {
    UNDER_WAY: (_("Work under way"), Q(state__in=(ExportState.QUEUED, ExportState.RUNNING))),
    KEPT: (
        _("File still kept"),
        Q(finished_at__isnull=False, removed_at__isnull=True) & ~Q(stored_as=""),
    ),
    LOST: (_("Some may no longer be contacted"), Q(lost_count__gt=0)),
}


def _imports(rows: Rows, state: str, now: datetime) -> Rows:
    del now
    if state in _MORE_IMPORTS:
        return rows.filter(_MORE_IMPORTS[state][1])
    return rows.filter(state=state) if state in RunState.values else rows


def _exports(rows: Rows, state: str, now: datetime) -> Rows:
    del now
    if state in _MORE_EXPORTS:
        return rows.filter(_MORE_EXPORTS[state][1])
    return rows.filter(state=state) if state in ExportState.values else rows


def _import_states() -> Choices:
    return [*RunState.choices, *((code, said) for code, (said, _q) in _MORE_IMPORTS.items())]


def _export_states() -> Choices:
    return [*ExportState.choices, *((code, said) for code, (said, _q) in _MORE_EXPORTS.items())]


IMPORT_NARROWINGS = (
    Narrowing("state", _("state"), _imports, _import_states),
    since("received", _("received"), "created_at"),
    since("finished", _("finished"), "finished_at"),
)
EXPORT_NARROWINGS = (
    Narrowing("state", _("state"), _exports, _export_states),
    since("ordered", _("ordered"), "queued_at"),
)
