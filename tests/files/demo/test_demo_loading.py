"""The made-up company comes in: once, as imports like anybody's, whoever is killed on the way."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now

from files.choices import DemoState, RunState
from files.models import DemoLoad, ImportRun
from files.services.demo_loading import (
    DemoRefusedError,
    advance_demo,
    begin_demo,
    is_demo_waiting,
    try_demo_again,
)
from profiles.models import Company, Contradiction, Customer
from segments.models import DailyFigure, Segment
from surveys.models import Sending, Survey
from tests.factories import TESTER, make_company

SIZE = 60


def clock():
    return datetime.now(tz=UTC)


def begin(**details):
    said = {"customers": SIZE, "seed": 1, "base_url": "http://localhost:8000", "language": "en"}
    return begin_demo(**{**said, **details}, actor=TESTER, now=clock())


@pytest.fixture
def begun(db, kept_files):
    return begin()


def begun_with(planted):
    return DemoLoad.objects.get().planted[planted]


def work_through(seconds=50.0):
    slices = 1
    while advance_demo(now=clock(), seconds=seconds):
        slices += 1
    return slices


def test_describes_a_company_that_says_it_is_made_up(begun):
    company = Company.objects.get()
    assert company.is_made_up
    assert company.sender_email.endswith(".example")


def test_second_click_finds_the_first(begun):
    begin(customers=999)
    assert DemoLoad.objects.get().customers == SIZE


def test_refuses_to_mix_with_a_company(db):
    make_company()
    with pytest.raises(DemoRefusedError, match="belongs to Fjell og Vidde AS"):
        begin()
    assert not DemoLoad.objects.exists()
    assert not Company.objects.get().is_made_up


def test_keeps_what_a_person_has_changed_of_the_company(begun):
    Company.objects.update(name="Ours to show")
    begin()
    assert Company.objects.get().name == "Ours to show"


def test_takes_every_file_in_as_an_import_of_its_own_though_each_step_is_another_worker(begun):
    assert work_through(seconds=0) > 20
    assert DemoLoad.objects.get().state == DemoState.DONE
    runs = ImportRun.objects.order_by("number")
    assert [(run.source.slug, run.state) for run in runs] == [
        (source, RunState.DONE)
        for source in ("crm", "newsletter", "newsletter", "shop", "shop", "crm", "newsletter")
    ]
    assert Customer.objects.count() > SIZE // 2
    made = dict(Segment.objects.values_list("slug", "member_count"))
    assert made.keys() == {"boots", "sleepers", "unknown_age"}
    assert made["boots"]
    assert Survey.objects.get().state == "draft"
    assert not Sending.objects.exists()
    reached = dict(DailyFigure.objects.filter(name="reach").values_list("scope", "value"))
    assert reached["newsletter/email"] > 0
    assert reached["customer_surveys/email"] > 0
    found = Counter(Contradiction.objects.values_list("kind", "scope"))
    assert found["consent", "shop>newsletter"] == begun_with("no_after_yes") == 3
    assert found["twice", ""] == begun_with("twice") + begun_with("two_birth_dates") == 4
    assert found["birth_date", ""] == begun_with("two_birth_dates")


def test_leaves_alone_what_another_worker_holds(begun):
    DemoLoad.objects.update(leased_until=Now() + timedelta(seconds=60))
    assert not advance_demo(now=clock())
    assert not is_demo_waiting()
    assert not ImportRun.objects.exists()


def test_takes_up_what_a_killed_worker_left(begun):
    advance_demo(now=clock(), seconds=0)
    DemoLoad.objects.update(leased_until=Now() - timedelta(seconds=1))
    assert is_demo_waiting()
    advance_demo(now=clock(), seconds=0)
    assert ImportRun.objects.get().state == RunState.MAPPED


def test_writes_its_files_anew_where_a_kill_left_half_of_them(begun, kept_files):
    folder = kept_files / "demo"
    folder.mkdir(parents=True)
    (folder / "crm_kunder.csv").write_text("Kundenr;Forna")
    advance_demo(now=clock(), seconds=0)
    assert (folder / "crm_kunder.csv").read_text("cp1252").startswith("Kundenr;Fornavn;")


def test_gives_up_after_five_workers_and_may_be_tried_again(begun):
    DemoLoad.objects.update(attempts=5)
    assert not advance_demo(now=clock())
    stopped = DemoLoad.objects.get()
    assert (stopped.state, is_demo_waiting()) == (DemoState.FAILED, False)
    assert stopped.error.startswith("Stopped: five workers")
    try_demo_again(actor=TESTER)
    assert is_demo_waiting()
    assert advance_demo(now=clock(), seconds=0)


def test_an_import_that_a_person_undoes_meanwhile_is_not_brought_again(begun):
    while not ImportRun.objects.filter(state=RunState.DONE).exists():
        advance_demo(now=clock(), seconds=0)
    ImportRun.objects.filter(number=1).update(state=RunState.UNDONE)
    work_through()
    assert ImportRun.objects.filter(number=1, state=RunState.UNDONE).exists()
    assert ImportRun.objects.count() == 7
