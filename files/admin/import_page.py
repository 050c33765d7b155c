"""One import: what would happen, what is happening, or what has happened, by the state it is in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from config.lib.admin import acting_person
from config.lib.numbers import grouped
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import get_import, import_crumbs, import_title, import_url, rows_query
from files.admin.differences import consent_lines, fact_lines, sample_groups
from files.admin.state_words import outcome_tiles, state_tone
from files.choices import AT_WORK, RunState
from files.services.progress import progress_of
from profiles.services.reading import log_read

_UNSETTLED = (RunState.RECEIVED, RunState.MAPPED)
_OVER = (RunState.DONE, RunState.UNDONE, RunState.FAILED, RunState.DISCARDED)


class ImportView(OfficeView):
    """Show one import."""

    template_name = "files/import.html"
    permission_required = "files.view_importrun"

    def get_title(self) -> str:
        """Return what a person calls it."""
        return import_title(self.run)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return import_crumbs()

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show the page for the state that the import is in."""
        self.run = get_import(number)
        may_run = request.user.has_perm("files.run_import")
        if self.run.state in _UNSETTLED and may_run:
            return HttpResponseRedirect(import_url(self.run, "columns"))
        if self.run.state == RunState.DECIDED:
            return self._decided(may_run=may_run)
        return self._other(may_run=may_run)

    def _decided(self, *, may_run: bool) -> HttpResponse:
        """Show what would happen."""
        sees_people = self.request.user.has_perm("profiles.view_customer")
        samples = self._samples() if sees_people else []
        return self.page(
            template="files/decided.html",
            **self._frame(),
            samples=samples,
            facts=fact_lines(self.run),
            consents=consent_lines(self.run),
            landing=landing_rows(self.run.counts),
            may_run=may_run,
            is_stale=self.run.decided_at is not None and _is_old(self.run.decided_at),
        )

    def _other(self, *, may_run: bool) -> HttpResponse:
        """Show what is happening or has happened."""
        run = self.run
        failed = run.counts.get("refused", 0) + run.counts.get("blocked", 0)
        user = self.request.user
        may_undo = user.has_perm("files.undo_import") and run.started_at is not None
        return self.page(
            **self._frame(),
            progress=progress_of(run) if run.state in AT_WORK else None,
            progress_url=import_url(run, "progress"),
            is_over=run.state in _OVER,
            facts=fact_lines(run) if run.state in {RunState.DONE, RunState.UNDONE} else [],
            tally=consent_lines(run) if run.state == RunState.DONE else [],
            undone=undone_words(run.summary.get("undo") or {}),
            failed_url=import_url(run, "failed")
            if failed and run.state == RunState.DONE and user.has_perm("profiles.view_customer")
            else "",
            undo_url=import_url(run, "undo")
            if may_undo and run.state in {RunState.DONE, RunState.FAILED}
            else "",
            may_run=may_run,
            may_see_customers=user.has_perm("profiles.view_customer"),
            goes_on=run.state == RunState.FAILED and run.started_at is not None and may_run,
            may_start_over=run.state == RunState.FAILED and run.started_at is None and may_run,
        )

    def _frame(self) -> dict[str, Any]:
        """Return what every page of an import shows."""
        run = self.run
        opens = self.request.user.has_perm("profiles.view_customer") and run.state in {
            RunState.DECIDED,
            RunState.DONE,
            RunState.UNDONE,
        }
        return {
            "run": run,
            "tone": state_tone(run.state),
            "tiles": outcome_tiles(run.counts) if run.counts else [],
            "rows_open": opens,
            "list_query": rows_query(run),
            "list_count": sum(run.counts.values()),
            "columns_url": import_url(run, "columns"),
            "take_in_url": import_url(run, "take_in"),
            "discard_url": import_url(run, "discard"),
            "left_out": run.summary.get("left_out", []),
        }

    def _samples(self) -> list[dict[str, Any]]:
        """Return a few rows of each outcome in words, and note who was seen."""
        shown = sample_groups(
            self.run, sees_private=self.request.user.has_perm("profiles.see_private")
        )
        seen = [UUID(uid) for group in shown for uid in group["customers"]]
        if shown:
            log_read(
                actor=acting_person(self.request),
                view="import_samples",
                subjects=seen,
                reference=self.run.reference,
                now=timezone.now(),
            )
        return shown


def landing_rows(counts: dict[str, int]) -> int:
    """Return how many rows would change something."""
    return sum(counts.get(outcome, 0) for outcome in ("created", "updated", "review"))


def _is_old(decided_at: datetime) -> bool:
    return (timezone.now() - decided_at).days >= 1


_UNDONE = {
    "records": ngettext_lazy(
        "%(number)s record went back to what it said before",
        "%(number)s records went back to what they said before",
        "count",
    ),
    "events": ngettext_lazy(
        "%(number)s activity went back", "%(number)s activities went back", "count"
    ),
    "consents": ngettext_lazy(
        "%(number)s consent was declared invalid",
        "%(number)s consents were declared invalid",
        "count",
    ),
    "customers_removed": ngettext_lazy(
        "%(number)s customer was removed, whom only this file had brought",
        "%(number)s customers were removed, whom only this file had brought",
        "count",
    ),
}


def undone_words(undo: dict[str, int]) -> list[str]:
    """Return what an undo did, in sentences."""
    return [
        str(text % {"number": grouped(undo[name]), "count": undo[name]})
        for name, text in _UNDONE.items()
        if undo.get(name)
    ]


register_page("files/<int:number>/", ImportView.as_view(), "files_import")
