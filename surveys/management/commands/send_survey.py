"""Send a survey to a segment, or write its personal links as a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from consents.choices import Channel
from segments.models import Segment
from surveys.models import Sending, Survey
from surveys.selectors.recipients import count_in_time, recipient_steps
from surveys.services.link_files import hand_over_links
from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import queue_sending, run_sending

ACTOR = Actor.system("send_survey")


class Command(BaseCommand):
    """Invite a segment to a survey: by e-mail, or through a file of personal links."""

    help = "Send a survey to a segment; with --links write the personal links to a file and send nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the survey and the segment by their codes."""
        parser.add_argument("survey", metavar="SLUG", help="the survey's code")
        parser.add_argument("--segment", required=True, metavar="SLUG", help="the segment's code")
        parser.add_argument(
            "--channel", required=True, choices=Channel.values, help="through which the links go"
        )
        parser.add_argument(
            "--links", metavar="FILE", help="write personal links to this file, send nothing"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say who would get it, and change nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run it to the end, in the foreground."""
        survey = _find(Survey, options["survey"], _("There is no survey with the code “%(code)s”."))
        segment = _find(
            Segment, options["segment"], _("There is no segment with the code “%(code)s”.")
        )
        try:
            if options["dry_run"]:
                self._say_who(survey, segment, options)
            else:
                self._send(survey, segment, options)
        except DomainError as refused:
            raise CommandError(str(refused)) from refused

    def _say_who(self, survey: Survey, segment: Segment, options: dict[str, Any]) -> None:
        steps = recipient_steps(
            survey=survey,
            segment=segment,
            channel=options["channel"],
            as_links=bool(options["links"]),
            now=timezone.now(),
        )
        for step in steps:
            self.stdout.write(f"{step.label}: {_counted(count_in_time(step.customers))}")

    def _send(self, survey: Survey, segment: Segment, options: dict[str, Any]) -> None:
        sending = queue_sending(
            survey=survey,
            segment=segment,
            channel=options["channel"],
            as_links=bool(options["links"]),
            actor=ACTOR,
            now=timezone.now(),
        )
        done = run_sending(uid=sending.pk, clock=timezone.now, progress=self._progress)
        if done is None:
            raise CommandError(_("A worker is sending this survey already."))
        if done.state == "failed":
            raise CommandError(done.error)
        if options["links"]:
            self._write_links(done, Path(options["links"]))
            return
        while deliver_waiting_mails(now=timezone.now()):
            pass
        self.stdout.write(_invited(done.counts["invited"]))

    def _write_links(self, sending: Sending, path: Path) -> None:
        lines = hand_over_links(
            sending=sending, recipient=path.name, actor=ACTOR, now=timezone.now()
        )
        count = -1  # the header
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                for line in lines:
                    file.write(line)
                    count += 1
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(why)s.") % {"path": path, "why": error.strerror}
            ) from error
        path.chmod(0o600)
        text = ngettext(
            "%(count)s personal link in %(path)s.", "%(count)s personal links in %(path)s.", count
        )
        self.stdout.write(text % {"count": grouped(count), "path": path})

    def _progress(self, invited: int) -> None:
        """Count along on a terminal; stay quiet in a pipe."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{_invited(invited)}", ending="")


def _counted(count: int | None) -> str:
    return _("too many to count now") if count is None else grouped(count)


def _invited(count: int) -> str:
    text = ngettext("%(count)s person was invited.", "%(count)s people were invited.", count)
    return text % {"count": grouped(count)}


def _find(model: Any, slug: str, missing: str) -> Any:
    found = model.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(missing % {"code": slug})
    return found
