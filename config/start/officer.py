"""What the data-protection officer looks at first: the ledger, consents that end, what is kept, who received data."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.lib.narrowing import narrowed
from config.start.figures import Stored, StoredFigures
from config.start.waiting import files_soon_gone
from consents.selectors.checks import LedgerStanding, ledger_standing
from consents.selectors.officer import Handover, handed_over, wanted_without_purpose
from consents.selectors.requests import requests_standing
from consents.selectors.wanted import WITHOUT_PURPOSE
from files.selectors.narrowings import KEPT
from profiles.choices import ProtectionKind
from profiles.models import Source
from profiles.selectors.narrowings import ALL, ENDING, SOURCE_NARROWINGS


@dataclass(frozen=True, slots=True)
class Duty:
    """One number that the officer answers for, its time, and where its people or rows are."""

    label: str
    count: int
    url: str = ""
    note: str = ""
    counted_at: datetime | None = None
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """What the section shows."""

    ledger: LedgerStanding
    duties: list[Duty]
    handed_over: list[Handover]
    counted_at: datetime


def officer(figures: StoredFigures, now: datetime) -> Officer:
    """Return what is due: a fixed number of queries."""
    return Officer(
        ledger=ledger_standing(now),
        duties=[
            *_requests(now),
            *_consents(figures),
            _exports(now),
            _facts(),
            _licences(now),
            *_protected(figures),
        ],
        handed_over=handed_over(most=5),
        counted_at=now,
    )


def _requests(now: datetime) -> list[Duty]:
    """Return the requests of persons that wait, and which of them press; counted now, they are few."""
    standing = requests_standing(timezone.localdate(now))
    found = reverse("admin:consents_subjectrequest_changelist")
    day = date_format(standing.nearest, "SHORT_DATE_FORMAT") if standing.nearest else ""
    pressing = (
        (_("Requests that are due within 7 days"), standing.soon, "soon"),
        (_("Requests whose last day has passed"), standing.overdue, "overdue"),
    )
    return [
        Duty(
            _("Privacy requests that wait for an answer"),
            standing.open,
            f"{found}?state=open" if standing.open else "",
            _("the nearest by %(day)s") % {"day": day} if day else "",
            is_bad=bool(standing.overdue),
        ),
        *(
            Duty(label, count, f"{found}?state={state}", is_bad=True)
            for label, count, state in pressing
            if count
        ),
    ]


def _consents(figures: StoredFigures) -> list[Duty]:
    """Return the consents that end soon, or were given to a text that has been replaced."""
    entries = reverse("admin:consents")
    return [
        _duty(
            _("Consents that end within 30 days"),
            figures.latest("consents_ending"),
            f"{entries}?care=ending",
        ),
        _duty(
            _("Consents given to a text that has been replaced"),
            figures.latest("consents_to_old_texts"),
            f"{entries}?care=replaced",
        ),
    ]


def _duty(label: str, stored: Stored | None, url: str) -> Duty:
    value = stored.value if stored else 0
    return Duty(
        label, value, url if value else "", counted_at=stored.counted_at if stored else None
    )


def _exports(now: datetime) -> Duty:
    count, until = files_soon_gone(now)
    day = date_format(timezone.localdate(until), "SHORT_DATE_FORMAT") if until else ""
    note = _("the next is removed on %(day)s") % {"day": day} if day else ""
    return Duty(
        _("Export files that are still kept"),
        count,
        f"{reverse('admin:files_exportrun_changelist')}?state={KEPT}" if count else "",
        note,
    )


def _facts() -> Duty:
    facts = wanted_without_purpose()
    return Duty(
        _("Private facts that are wanted without a purpose"),
        len(facts),
        f"{reverse('admin:wanted_facts')}?{WITHOUT_PURPOSE}=1" if facts else "",
        ", ".join(fact.label for fact in facts),
        is_bad=bool(facts),
    )


def _licences(now: datetime) -> Duty:
    ending = narrowed(Source.objects.all(), SOURCE_NARROWINGS, {"licence": ENDING}, now)
    names = list(ending.order_by("licensed_until").values_list("name", flat=True))
    return Duty(
        _("Bought sources whose licence ends within 60 days, or has ended"),
        len(names),
        f"{reverse('admin:profiles_source_changelist')}?licence={ENDING}" if names else "",
        ", ".join(names),
        is_bad=bool(names),
    )


def _protected(figures: StoredFigures) -> list[Duty]:
    """Return the protections that hold, kind by kind, because one customer may have several."""
    stored = {kind: figures.latest("protected", kind) for kind in ProtectionKind.values}
    people = reverse("admin:profiles_customer_changelist")
    found = [
        Duty(
            _("Protections that hold"),
            figure.value,
            f"{people}?protection={kind}&use={ALL}",
            str(ProtectionKind(kind).label),
            figure.counted_at,
        )
        for kind, figure in stored.items()
        if figure and figure.value
    ]
    times = [figure.counted_at for figure in stored.values() if figure and figure.counted_at]
    return found or [
        Duty(_("Protections that hold"), 0, counted_at=min(times, default=None)),
    ]
