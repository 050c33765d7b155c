"""Whether the installation works: workers, what waits for them, the disk, mail, colleagues who never came."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from config.health import WORKER_SILENCE
from config.lib.numbers import grouped
from files.models import ExportRun, ImportRun
from files.services.runs import AT_WORK
from profiles.models import Steward
from profiles.selectors import latest_heartbeat
from segments.models import SegmentRun
from surveys.models import Mail
from surveys.selectors.narrowings import TROUBLE, in_trouble

LITTLE = 0.1
MOST = 1_000
LATE = timedelta(minutes=10)
_MOMENT = timedelta(minutes=1)
_OPEN = ("queued", "running")
_UNDER_WAY = {
    "imports": ngettext_lazy("%(count)s import", "%(count)s imports", "n"),
    "exports": ngettext_lazy("%(count)s export", "%(count)s exports", "n"),
    "refreshes": ngettext_lazy("%(count)s refresh", "%(count)s refreshes", "n"),
}
# Newest first: what is under way stands at the top.
_LISTS = {
    "imports": "admin:files_importrun_changelist",
    "exports": "admin:files_exportrun_changelist",
    "refreshes": "admin:segments_segment_changelist",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine: a word, how it is, and where to look."""

    label: str
    text: str
    tone: str = "ok"
    url: str = ""


def machine(now: datetime) -> list[Part]:
    """Return how each part is, as of now: seven small queries and one look at the disk."""
    return [_workers(now), _queue(now), _disk(), _mail(now), _colleagues()]


def _workers(now: datetime) -> Part:
    beaten_at = latest_heartbeat()
    if beaten_at is None:
        return Part(_("Workers"), _("No worker has given a sign of life yet."), "bad")
    if now - beaten_at < _MOMENT:
        return Part(_("Workers"), _("At work, last sign of life a moment ago."))
    ago = {"time": timesince(beaten_at, now)}
    if now - beaten_at > WORKER_SILENCE:
        text = _("No sign of life for %(time)s: imports, refreshes and mails stand still.") % ago
        return Part(_("Workers"), text, "bad")
    return Part(_("Workers"), _("At work, last sign of life %(time)s ago.") % ago)


def _queue(now: datetime) -> Part:
    """Count the rows that wait for a worker; they are the queue, whatever the broker holds (law 7)."""
    waiting = {
        "imports": ImportRun.objects.filter(state__in=AT_WORK).count(),
        "exports": ExportRun.objects.filter(state__in=_OPEN).count(),
        "refreshes": SegmentRun.objects.filter(state__in=_OPEN).count(),
    }
    late = SegmentRun.objects.filter(state="queued", queued_at__lt=now - LATE).exists()
    first = next((kind for kind, count in waiting.items() if count), "")
    url = reverse(_LISTS[first]) if first else ""
    return Part(_("Work under way"), _under_way(waiting), "warn" if late else "ok", url)


def _under_way(waiting: Mapping[str, int]) -> str:
    """Say what is under way, leaving out what is not."""
    said = [
        str(_UNDER_WAY[kind] % {"n": count, "count": grouped(count)})
        for kind, count in waiting.items()
        if count
    ]
    return ", ".join(said) or _("Nothing waits for a worker.")


def _disk() -> Part:
    usage = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else "/")
    said = {"free": filesizeformat(usage.free), "all": filesizeformat(usage.total)}
    tone = "bad" if usage.free < LITTLE * usage.total else "ok"
    return Part(_("Disk"), _("%(free)s of %(all)s are free.") % said, tone)


def _mail(now: datetime) -> Part:
    count = Mail.objects.filter(in_trouble(now))[:MOST].count()
    url = reverse("admin:surveys_mail_changelist")
    if not count:
        return Part(_("Mail"), _("No mail has failed in the last 30 days."), url=url)
    words = ngettext(
        "%(count)s mail could not be sent in the last 30 days.",
        "%(count)s mails could not be sent in the last 30 days.",
        count,
    )
    return Part(_("Mail"), words % {"count": grouped(count)}, "warn", f"{url}?state={TROUBLE}")


def _colleagues() -> Part:
    never = Steward.objects.filter(is_active=True, last_login=None).count()
    url = reverse("admin:profiles_steward_changelist")
    if not never:
        return Part(_("Colleagues"), _("Everybody has signed in."), url=url)
    words = ngettext(
        "%(count)s colleague has never signed in.",
        "%(count)s colleagues have never signed in.",
        never,
    )
    return Part(_("Colleagues"), words % {"count": grouped(never)}, "warn", f"{url}?came=never")
