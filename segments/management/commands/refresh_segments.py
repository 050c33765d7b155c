"""Refresh segments from the command line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.lib.actor import Actor
from config.lib.errors import DomainError
from segments.choices import RunState
from segments.models import Segment, SegmentRun
from segments.services.runs import queue_all, queue_refresh, refresh_segment

_ACTOR = Actor.system("refresh_segments")


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
            raise CommandError(f"{len(failed)} of the segments could not be refreshed.")

    def _runs(self, slug: str | None) -> list[SegmentRun]:
        now = timezone.now()
        if slug is None:
            return queue_all(actor=_ACTOR, now=now)
        segment = Segment.objects.filter(slug=slug).first()
        if segment is None:
            raise CommandError(f"There is no segment “{slug}”.")
        try:
            return [queue_refresh(segment=segment, actor=_ACTOR, now=now)]
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _refresh(self, run: SegmentRun) -> bool:
        if sys.stderr.isatty():
            self.stderr.write(f"{run.segment.slug} …\r", ending="")
        refresh_segment(run_uid=run.pk, now=timezone.now())
        run.refresh_from_db()
        if run.state == RunState.FAILED:
            self.stderr.write(f"{run.segment.slug}: {run.error}")
            return False
        if run.state == RunState.DONE:
            change = f"{run.entered_count} came in, {run.left_count} left"
            self.stdout.write(f"{run.segment.slug}: {run.member_count} members ({change})")
        else:
            self.stdout.write(f"{run.segment.slug}: a worker is refreshing it already")
        return True
