"""Refresh segments from the command line."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from segments.choices import RunState
from segments.models import Segment, SegmentRun
from segments.services.runs import OPEN, queue_all, queue_refresh, refresh_segment

_ACTOR = Actor.system("refresh_segments")
_LOOK_AGAIN_SECONDS = 0.5


class Command(BaseCommand):
    """Refresh one segment or all in use, those that others build on first; fail where one could not be refreshed."""

    help = "Refresh the members of all segments, or of one."

    def add_arguments(self, parser: Any) -> None:
        """Take the code of a segment, or none for all."""
        parser.add_argument(
            "slug", nargs="?", help="the code of one segment; all of them without it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh, with a line per segment and progress on a terminal."""
        del args
        failed = [run for run in self._runs(options["slug"]) if not self._refresh(run)]
        if failed:
            text = ngettext(
                "%(count)s of the segments could not be refreshed.",
                "%(count)s of the segments could not be refreshed.",
                len(failed),
            )
            raise CommandError(text % {"count": len(failed)})

    def _runs(self, slug: str | None) -> list[SegmentRun]:
        now = timezone.now()
        if slug is None:
            return queue_all(actor=_ACTOR, now=now)
        segment = Segment.objects.filter(slug=slug).first()
        if segment is None:
            raise CommandError(_("There is no segment “%(slug)s”.") % {"slug": slug})
        try:
            return [queue_refresh(segment=segment, actor=_ACTOR, now=now)]
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _refresh(self, run: SegmentRun) -> bool:
        self._show(f"{run.segment.slug} …\r")
        refresh_segment(run_uid=run.pk, now=timezone.now())
        run.refresh_from_db()
        if run.state in OPEN:
            self._wait(run)
        if run.state == RunState.FAILED:
            self.stderr.write(f"{run.segment.slug}: {run.error}")
            return False
        self.stdout.write(_outcome(run))
        return True

    def _wait(self, run: SegmentRun) -> None:
        """Wait for the end of what a worker is at; take it over where that worker's time is up."""
        text = _("%(segment)s: a worker is refreshing it already")
        self._show(text % {"segment": run.segment.slug} + "\n")
        while run.state in OPEN:
            self._show(f"{run.segment.slug} {run.step}/{run.step_count or 2} …\r")
            time.sleep(_LOOK_AGAIN_SECONDS)
            refresh_segment(run_uid=run.pk, now=timezone.now())
            run.refresh_from_db()

    def _show(self, text: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(text, ending="")


def _outcome(run: SegmentRun) -> str:
    members = run.member_count or 0
    text = ngettext(
        "%(segment)s: %(members)s member (came in: %(entered)s, left: %(left)s)",
        "%(segment)s: %(members)s members (came in: %(entered)s, left: %(left)s)",
        members,
    )
    return text % {
        "segment": run.segment.slug,
        "members": grouped(members),
        "entered": grouped(run.entered_count or 0),
        "left": grouped(run.left_count or 0),
    }
