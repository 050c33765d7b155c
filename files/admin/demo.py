"""The made-up company: what it is, how far it has come in, and what there is to find."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib.admin import acting_person
from config.lib.office import OfficeView, register_page
from files.admin.addresses import import_url
from files.choices import DemoState, RunState
from files.demo.writing import demo_files
from files.models import DemoLoad, ImportRun
from files.services.demo_loading import find_demo, try_demo_again
from files.services.progress import Progress, progress_of
from files.tasks import advance_demo
from files.waking import wake
from profiles.selectors import find_company

# Writing the files, taking each in, and counting what the screens show.
_STEPS = 9
_ALL = 100


class DemoView(OfficeView):
    """Show the made-up company's way in, or what it holds."""

    permission_required = "files.view_importrun"
    template_name = "files/demo.html"
    title = gettext_lazy("The made-up company")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        load, runs = _found()
        at_work = load.state == DemoState.WORKING
        return self.page(
            load=load,
            company=find_company(),
            files=_files(load, runs),
            progress=_progress(load, runs) if at_work else None,
            progress_url=reverse("admin:demo_progress"),
            planted=_planted(load),
            may_remove=settings.HAS_OWN_DATABASE
            and request.user.has_perm("profiles.change_steward"),
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Let one that stopped by an error go on."""
        _found()
        try_demo_again(actor=acting_person(request))
        wake(advance_demo)
        return HttpResponseRedirect(reverse("admin:demo"))


class DemoProgressView(OfficeView):
    """Answer the bar."""

    permission_required = "files.view_importrun"

    def get(self, request: HttpRequest) -> JsonResponse:
        """Say how far it is, and each file with it."""
        del request
        load, runs = _found()
        return JsonResponse(
            {**_progress(load, runs).to_json(), "cells": _cells(_files(load, runs))}
        )


def _found() -> tuple[DemoLoad, list[ImportRun]]:
    load = find_demo()
    if load is None:
        raise Http404
    runs = ImportRun.objects.filter(number__in=load.runs.values()).select_related("source")
    return load, list(runs.order_by("number"))


def _files(load: DemoLoad, runs: Sequence[ImportRun]) -> list[dict[str, Any]]:
    """Return a line for each file: what it is called, where it comes from, and its import where there is one."""
    by_number = {run.number: run for run in runs}
    lines = []
    for file in demo_files(load.seed):
        run = by_number.get(load.runs.get(file.name, 0))
        lines.append(
            {
                "name": file.name,
                "source": run.source.label if run else "",
                "state": run.get_state_display() if run else _("Not begun"),
                "is_done": run is not None and run.state == RunState.DONE,
                "rows": run.row_count if run else None,
                "url": import_url(run) if run else "",
            }
        )
    return lines


def _cells(files: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return what the table of files says by now, a text a cell."""
    cells: dict[str, str] = {}
    for file in files:
        name, rows = file["name"], file["rows"]
        cells[f"{name} source"] = file["source"]
        cells[f"{name} state"] = file["state"]
        cells[f"{name} rows"] = "" if rows is None else str(intcomma(rows))
    return cells


def _progress(load: DemoLoad, runs: Sequence[ImportRun]) -> Progress:
    if load.state != DemoState.WORKING:
        return Progress(_ALL, "", finished=True)
    if not load.planted:
        text = _("Inventing %(count)s people and writing their files …")
        return Progress(1, text % {"count": intcomma(load.customers)}, finished=False)
    open_run = next((run for run in runs if run.state != RunState.DONE), None)
    begun = sum(run.state == RunState.DONE for run in runs)
    share = (begun + 1) * _ALL // _STEPS
    if open_run is None:
        waiting = begun < _STEPS - 2
        text = _("Getting ready …") if waiting else _("Making segments and counting …")
        return Progress(share, text, finished=False)
    said = {"file": open_run.file_name, "how_far": progress_of(open_run).text}
    return Progress(share, _("%(file)s: %(how_far)s") % said, finished=False)


def _planted(load: DemoLoad) -> list[str]:
    """Say what the files were made to say about each other."""
    said = load.planted
    if not said:
        return []
    counted = (
        (
            said["no_after_yes"],
            ngettext(
                "%(n)s person whom the shop calls subscribed said no in the newsletter tool.",
                "%(n)s people whom the shop calls subscribed said no in the newsletter tool.",
                said["no_after_yes"],
            ),
        ),
        (
            said["twice"],
            ngettext(
                "%(n)s person is in the CRM twice, under two names.",
                "%(n)s people are in the CRM twice, under two names.",
                said["twice"],
            ),
        ),
        (
            said["two_birth_dates"],
            ngettext(
                "%(n)s person has two birth dates.",
                "%(n)s people have two birth dates.",
                said["two_birth_dates"],
            ),
        ),
        (
            said["unreadable_orders"],
            ngettext(
                "%(n)s order was paid at the till, and nobody knows whose it is.",
                "%(n)s orders were paid at the till, and nobody knows whose they are.",
                said["unreadable_orders"],
            ),
        ),
    )
    return [text % {"n": intcomma(count)} for count, text in counted if count]


register_page("made-up-company/", DemoView.as_view(), "demo")
register_page("made-up-company/progress/", DemoProgressView.as_view(), "demo_progress")
