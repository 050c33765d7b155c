"""Whether the installation works: workers, what waits for them, the disk, mail, colleagues who never came."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from config.health import WORKER_SILENCE
from config.lib.narrowing import Narrowing, narrowed
from config.lib.numbers import grouped
from files.models import ExportRun, ImportRun
from files.selectors.narrowings import EXPORT_NARROWINGS, IMPORT_NARROWINGS, UNDER_WAY
from profiles.models import Steward
from profiles.selectors import latest_heartbeat
from segments.choices import Freshness
from segments.models import Segment, SegmentRun
from segments.selectors.list_narrowings import SEGMENT_NARROWINGS
from surveys.models import Mail
from surveys.selectors.narrowings import TROUBLE, in_trouble

LITTLE = 0.1
MOST = 1_000
LATE = timedelta(minutes=10)
_MOMENT = timedelta(minutes=1)
# What is under way: in words, the list that it stands on, what narrows that list, and to which state.
_UNDER_WAY: tuple[tuple[Any, str, QuerySet[Any], Sequence[Narrowing], str], ...] = (
    (
        ngettext_lazy("%(count)s import", "%(count)s imports", "n"),
        "admin:files_importrun_changelist",
        ImportRun.objects.all(),
        IMPORT_NARROWINGS,
        UNDER_WAY,
    ),
    (
        ngettext_lazy("%(count)s export", "%(count)s exports", "n"),
        "admin:files_exportrun_changelist",
        ExportRun.objects.all(),
        EXPORT_NARROWINGS,
        UNDER_WAY,
    ),
    (
        ngettext_lazy("%(count)s refresh", "%(count)s refreshes", "n"),
        "admin:segments_segment_changelist",
        Segment.objects.all(),
        SEGMENT_NARROWINGS,
        Freshness.REFRESHING,
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a part, and where its rows are."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine: a word, and how it is."""

    label: str
    said: Sequence[Said]
    tone: str = "ok"


def machine(now: datetime) -> list[Part]:
    """Return how each part is, as of now: seven small queries and one look at the disk."""
    return [_workers(now), _queue(now), _disk(), _mail(now), _colleagues()]


def _workers(now: datetime) -> Part:
    beaten_at = latest_heartbeat()
    if beaten_at is None:
        return _said(_("Workers"), _("No worker has given a sign of life yet."), "bad")
    if now - beaten_at < _MOMENT:
        return _said(_("Workers"), _("At work, last sign of life a moment ago."))
    ago = {"time": timesince(beaten_at, now)}
    if now - beaten_at > WORKER_SILENCE:
        text = _("No sign of life for %(time)s: imports, refreshes and mails stand still.") % ago
        return _said(_("Workers"), text, "bad")
    return _said(_("Workers"), _("At work, last sign of life %(time)s ago.") % ago)


def _said(label: str, text: str, tone: str = "ok", url: str = "") -> Part:
    return Part(label, [Said(text, url)], tone)


def _queue(now: datetime) -> Part:
    """Count the rows that wait for a worker; they are the queue, whatever the broker holds (law 7)."""
    said = list(_under_way(now)) or [Said(_("Nothing waits for a worker."))]
    late = SegmentRun.objects.filter(state="queued", queued_at__lt=now - LATE).exists()
    return Part(_("Work under way"), said, "warn" if late else "ok")


def _under_way(now: datetime) -> Iterator[Said]:
    """Yield what is under way, leaving out what is not; each number opens as its rows."""
    for words, address, rows, narrowings, state in _UNDER_WAY:
        count = narrowed(rows, narrowings, {"state": state}, now).count()
        if count:
            text = str(words % {"n": count, "count": grouped(count)})
            yield Said(text, f"{reverse(address)}?state={state}")


def _disk() -> Part:
    usage = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else "/")
    said = {"free": filesizeformat(usage.free), "all": filesizeformat(usage.total)}
    tone = "bad" if usage.free < LITTLE * usage.total else "ok"
    return _said(_("Disk"), _("%(free)s of %(all)s are free.") % said, tone)


def _mail(now: datetime) -> Part:
    count = Mail.objects.filter(in_trouble(now))[:MOST].count()
    url = reverse("admin:surveys_mail_changelist")
    if not count:
        return _said(_("Outgoing mail"), _("No mail has failed in the last 30 days."), url=url)
    words = ngettext(
        "%(count)s mail could not be sent in the last 30 days.",
        "%(count)s mails could not be sent in the last 30 days.",
        count,
    )
    return _said(
        _("Outgoing mail"), words % {"count": grouped(count)}, "warn", f"{url}?state={TROUBLE}"
    )


def _colleagues() -> Part:
    never = Steward.objects.filter(is_active=True, last_login=None).count()
    url = reverse("admin:profiles_steward_changelist")
    if not never:
        return _said(_("Colleagues"), _("Everybody has signed in."), url=url)
    words = ngettext(
        "%(count)s colleague has never signed in.",
        "%(count)s colleagues have never signed in.",
        never,
    )
    return _said(_("Colleagues"), words % {"count": grouped(never)}, "warn", f"{url}?came=never")
