"""A company with at least one row behind every number of the start page."""

from datetime import datetime, timedelta

from django.utils import timezone

from config.lib.actor import actor_columns
from consents.models import Purpose
from consents.services.disclosures import record_disclosure
from consents.services.purposes import publish_wordings
from consents.services.request_intake import Asked, register_request
from files.models import ExportRun, ImportRun
from profiles.models import Attribute, Customer, Heartbeat, Source
from profiles.services.contradictions import compare_sources
from profiles.services.fact_figures import count_everything
from profiles.services.protection import protect_customer
from profiles.services.records import record_values
from segments.models import DailyFigure, Segment, SegmentRun
from segments.services.figures import record_daily_figures
from segments.services.reach import count_reach
from surveys.models import Invitation, Mail, Sending, Submission
from tests.factories import (
    NOW,
    TESTER,
    make_colleague,
    make_customer,
    make_decision,
    make_source,
)
from tests.segments.factories import make_segment
from tests.surveys.making import make_link, make_survey

DAY = timedelta(days=1)


def make_busy() -> None:
    """Make people, files, segments, surveys and requests in every state that is counted, and count them."""
    now = timezone.now()
    make_source()
    make_source("shop", name="The shop", kind="shop")
    _people(now)
    _consents(now)
    _imports(now)
    _exports(now)
    _segments(now)
    _surveys(now)
    _requests(now)
    _settings(now)
    _count(now)


def _people(now: datetime) -> None:
    """Make pairs, protected, restricted and older customers, and one of whom two sources disagree."""
    for _twin in range(2):
        make_customer(
            given_name="Kari", family_name="Nordmann", email="kari@fjell.example", now=now
        )
    torn = make_customer(given_name="Siri", email="siri@fjell.example", gender="woman", now=now)
    record_values(
        source=Source.objects.get(slug="shop"), external_id="S1", values={"gender": "man"},
        observed_at=NOW, actor=TESTER, now=now, customer=torn,
    )  # fmt: skip
    for kind in ("secret_phone", "secret_address"):
        protect_customer(customer=torn, kind=kind, reason="", actor=TESTER, now=now)
    earlier = make_customer(given_name="Per", email="per@fjell.example", now=now)
    Customer.objects.filter(pk=earlier.pk).update(created_at=now - 9 * DAY)
    restricted = make_customer(given_name="Ola", family_name="Dahl", now=now)
    Customer.objects.filter(pk=restricted.pk).update(restricted_at=now)


def _consents(now: datetime) -> None:
    newsletter = Purpose.objects.get(slug="newsletter")
    old = newsletter.wordings.get(language="en", is_current=True)
    per = Customer.objects.get(given_name="Per")
    make_decision(per, valid_until=now + 5 * DAY, wording=old.sha256, occurred_at=now)
    make_decision(Customer.objects.get(given_name="Siri"), state="refused", occurred_at=now)
    texts = {"en": "Yes, please."}
    publish_wordings(purpose=newsletter, texts=texts, channels=["email"], actor=TESTER)


def _imports(now: datetime) -> None:
    states = ("received", "mapped", "decided", "deciding", "failed", "done", "done", "undone")
    for number, state in enumerate(states, start=1):
        ImportRun.objects.create(
            number=number, source=Source.objects.get(slug="crm"), kind="customers", size=1,
            file_name=f"{number}.csv", state=state, counts={"refused": 2, "blocked": 1},
            finished_at=now - (9 * DAY if number == 7 else 0 * DAY), **actor_columns(TESTER),
        )  # fmt: skip


def _exports(now: datetime) -> None:
    for number, state in enumerate(("queued", "running", "failed", "done"), start=1):
        is_done = state == "done"
        ExportRun.objects.create(
            number=number, purpose="newsletter", channel="email", recipient="The printer", state=state,
            stored_as="4.csv" if is_done else "", finished_at=now if is_done else None,
            row_count=2 if is_done else None, lost_count=2 if is_done else None, **actor_columns(TESTER),
        )  # fmt: skip
    record_disclosure(
        recipient="The printer", purpose="newsletter", channel="email", reference="export 4",
        slugs=["email"], actor=TESTER, now=now, customers=Customer.objects.filter(given_name="Kari"),
    )  # fmt: skip


def _segments(now: datetime) -> None:
    for state in ("queued", "failed", "done"):
        members = Customer.objects.filter(given_name="Per")
        segment = make_segment(state, members=members, now=now)
        Segment.objects.filter(pk=segment.pk).update(member_count=1, counted_at=now)
        count_reach(segment=segment, slugs=["newsletter"], now=now, channels=["email"])
        version = segment.versions.get()
        SegmentRun.objects.create(
            segment=segment, version=version, state="failed", queued_at=now - DAY, **actor_columns(TESTER)
        )  # fmt: skip
        SegmentRun.objects.create(
            segment=segment, version=version, state=state, queued_at=now, **actor_columns(TESTER)
        )


def _surveys(now: datetime) -> None:
    make_survey(state="draft")
    survey = make_survey("interests", name="Asked")
    sending = Sending.objects.create(
        survey=survey,
        segment=Segment.objects.get(slug="done"),
        counts={"invited": 2},
        **actor_columns(TESTER),
    )
    for name, at in (("Siri", now), ("Per", now - 9 * DAY)):
        customer = Customer.objects.get(given_name=name)
        link = make_link(survey, customer)
        Invitation.objects.filter(pk=link.pk).update(sending=sending)
        Submission.objects.create(
            survey=survey, invitation=link, customer=customer, submitted_at=at
        )
    for state in ("failed", "stopped", "waiting", "sent"):
        Mail.objects.create(
            to_address="per@fjell.example", subject="Hi", text="Hi", state=state, invitation=link
        )


def _requests(now: datetime) -> None:
    for days in (0, 26, 60):
        asked = Asked(
            right="access", channel="email", received_on=(now - days * DAY).date(), asker_name="Nora Vik"
        )  # fmt: skip
        register_request(asked=asked, actor=TESTER, now=now)


def _settings(now: datetime) -> None:
    make_source("list", name="Bought list", ownership="third_party", licensed_until=now.date())
    private = Attribute.objects.filter(sensitivity="private", is_enabled=True).earliest("position")
    private.purpose_links.all().delete()
    Attribute.objects.filter(pk=private.pk).update(is_wanted=True)
    make_colleague("analyst")
    Heartbeat.objects.create(name="worker", beaten_at=now)


def _count(now: datetime) -> None:
    """Count everything, as after two weeks in which nothing had been known."""
    count_everything(now=now)
    record_daily_figures(now=now)
    compare_sources(now=now)
    today = timezone.localdate(now)
    for name in ("known", "stale"):
        for slug in DailyFigure.objects.filter(name=name).values_list("scope", flat=True):
            for days in (7, 14):
                DailyFigure.objects.create(day=today - days * DAY, name=name, scope=slug, value=0)
    DailyFigure.objects.create(day=today - DAY, name="completeness", scope="", value=10)
