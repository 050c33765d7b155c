"""The questions before something that matters: take in, discard, undo. A second click finds it done, and says so."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.actor import Actor
from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import get_import, import_crumbs, import_title, import_url
from files.admin.import_page import landing_rows
from files.choices import FileKind, RunState
from files.models import ImportRun
from files.services.runs import discard_run, start_applying, start_undoing
from files.services.undo_preview import find_preview
from files.services.undoing import UndoPreview
from files.tasks import advance_run
from files.waking import wake


class DeedView(OfficeView):
    """Ask once, then do it; whoever comes too late is told what the import is now."""

    template_name = "office/confirm.html"
    allowed: Sequence[str] = ()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the import."""
        return import_crumbs(self.run)

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Ask."""
        del request
        self.run = get_import(number)
        return self.ask() if self.run.state in self.allowed else self._too_late()

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Do it."""
        self.run = get_import(number)
        try:
            self.act(acting_person(request))
        except DomainError as refusal:
            self.warn(refusal)
        return HttpResponseRedirect(import_url(self.run))

    def ask(self) -> HttpResponse:
        """Return the page that asks."""
        raise NotImplementedError

    def act(self, actor: Actor) -> None:
        """Do what was asked."""
        raise NotImplementedError

    def _too_late(self) -> HttpResponseBase:
        said = {"title": import_title(self.run), "state": self.run.get_state_display()}
        self.warn(_("%(title)s is “%(state)s” now, so there is nothing to confirm.") % said)
        return HttpResponseRedirect(import_url(self.run))


class TakeInView(DeedView):
    """Give the go-ahead for what was decided."""

    permission_required = "files.run_import"
    allowed = (RunState.DECIDED, RunState.FAILED)

    def get_title(self) -> str:
        """Return the question in short."""
        return _("Take the file in")

    def ask(self) -> HttpResponse:
        """Say how many rows, and what becomes of the others."""
        run, rows = self.run, landing_rows(self.run.counts)
        question = ngettext(
            "Take in %(rows)s row of “%(file)s”, from %(source)s?",
            "Take in %(rows)s rows of “%(file)s”, from %(source)s?",
            rows,
        )
        label = ngettext("Take in %(rows)s row", "Take in %(rows)s rows", rows)
        shown = {"rows": grouped(rows), "file": run.file_name, "source": run.source.label}
        return self.page(
            question=question % shown,
            points=_take_in_points(run),
            confirm_label=label % shown if rows else _("Close this import"),
            cancel_url=import_url(run),
        )

    def act(self, actor: Actor) -> None:
        """Start, and wake a worker."""
        start_applying(run=self.run, actor=actor, now=timezone.now())
        wake(advance_run, run_id=str(self.run.pk))


class DiscardView(DeedView):
    """Give an import up before anything of it was taken in."""

    permission_required = "files.run_import"
    allowed = (RunState.RECEIVED, RunState.MAPPED, RunState.DECIDED, RunState.FAILED)

    def get_title(self) -> str:
        """Return the question in short."""
        return _("Discard the file")

    def ask(self) -> HttpResponse:
        """Say what goes."""
        return self.page(
            question=_("Discard “%(file)s”?") % {"file": self.run.file_name},
            points=[
                _("Nothing of it has been taken in."),
                _("The file is removed from the server; you can bring it again."),
            ],
            confirm_label=_("Discard the file"),
            cancel_url=import_url(self.run),
            danger=True,
        )

    def act(self, actor: Actor) -> None:
        """Discard it."""
        discard_run(run=self.run, actor=actor, now=timezone.now())
        self.say(_("“%(file)s” is discarded.") % {"file": self.run.file_name})


class UndoView(DeedView):
    """Take an import back, after a look at what can be and what cannot."""

    template_name = "files/undo.html"
    permission_required = "files.undo_import"
    allowed = (RunState.DONE, RunState.FAILED)

    def get_title(self) -> str:
        """Return the question in short."""
        return _("Undo %(import)s") % {"import": import_title(self.run).lower()}

    def ask(self) -> HttpResponse:
        """Show the three kinds of things."""
        preview = find_preview(run=self.run)
        return self.page(
            run=self.run,
            preview=preview,
            is_empty=preview is not None and _takes_nothing_back(preview),
            confirm_label=_undo_label(self.run, preview),
            cancel_url=import_url(self.run),
        )

    def act(self, actor: Actor) -> None:
        """Start, and wake a worker."""
        start_undoing(run=self.run, actor=actor, now=timezone.now())
        wake(advance_run, run_id=str(self.run.pk))


def _takes_nothing_back(preview: UndoPreview) -> bool:
    back = (preview.records_reversed, preview.events_reversed, preview.consents_answered)
    return not any(back)


def _undo_label(run: ImportRun, preview: UndoPreview | None) -> str:
    if preview is None:
        return _("Undo this import")
    if run.kind == FileKind.EVENTS:
        count = preview.events_reversed
        label = ngettext("Take %(count)s activity back", "Take %(count)s activities back", count)
    else:
        count = preview.records_reversed
        label = ngettext("Take %(count)s record back", "Take %(count)s records back", count)
    return label % {"count": grouped(count)}


def _take_in_points(run: ImportRun) -> list[str]:
    counts: dict[str, Any] = run.counts
    new = run.summary.get("new_customers", 0)
    left = counts.get("refused", 0) + counts.get("blocked", 0)
    said = [
        (new, ngettext("%(n)s customer is new.", "%(n)s customers are new.", new)),
        (
            counts.get("updated", 0),
            ngettext(
                "%(n)s row changes somebody we know.",
                "%(n)s rows change somebody we know.",
                counts.get("updated", 0),
            ),
        ),
        (
            left,
            ngettext(
                "%(n)s row is not taken in; you can have it back as a file with the reason.",
                "%(n)s rows are not taken in; you can have them back as a file with the reasons.",
                left,
            ),
        ),
    ]
    points = [text % {"n": grouped(count)} for count, text in said if count]
    return [*points, _("You can undo the whole import afterwards.")]


register_page("files/<int:number>/take-in/", TakeInView.as_view(), "files_import_take_in")
register_page("files/<int:number>/discard/", DiscardView.as_view(), "files_import_discard")
register_page("files/<int:number>/undo/", UndoView.as_view(), "files_import_undo")
