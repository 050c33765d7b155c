"""The figures of a day, and staircases counted anew."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from segments import tasks
from segments.models import DailyFigure, Membership, ReachFigure, SegmentRun
from segments.services.figures import record_daily_figures
from segments.services.reach import count_reach, recount_outdated
from segments.services.runs import queue_refresh
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

LATER = NOW + timedelta(hours=1)


def figure(name, scope=""):
    return DailyFigure.objects.get(day=date(2026, 3, 1), name=name, scope=scope).value


@pytest.fixture
def kari(db):
    make_source()
    found = make_customer(given_name="Kari", email="kari@fjell.example")
    make_customer(given_name="Bo")
    return found


def test_records_what_trends_need(kari):
    make_decision(kari)
    record_daily_figures(now=NOW)
    assert figure("customers") == 2
    assert figure("customers", "person") == 2
    assert figure("missing", "email") == 1
    assert figure("stale", "email") == 0
    assert figure("reach", "newsletter/email") == 1
    assert figure("reach", "newsletter/post") == 0
    assert 0 < figure("completeness") < 100


def test_a_later_hour_writes_over_an_earlier_one(kari):
    record_daily_figures(now=NOW)
    make_customer(given_name="Liv")
    record_daily_figures(now=LATER)
    assert figure("customers") == 3
    assert DailyFigure.objects.filter(name="customers", scope="").count() == 1


def test_the_day_is_the_company_s_day(kari):
    record_daily_figures(now=NOW.replace(hour=23, minute=30))
    assert DailyFigure.objects.get(name="customers", scope="").day == date(2026, 3, 2)


def test_an_outdated_staircase_is_counted_anew(kari):
    segment = make_segment(members=[kari])
    count_reach(segment=segment, slugs=["newsletter"], now=NOW, channels=["email"])
    assert [step["count"] for step in ReachFigure.objects.get().steps] == [1, 1, 0, 0, 0]
    assert recount_outdated(now=LATER) == 0
    make_decision(kari)
    ReachFigure.objects.update(outdated_at=NOW)
    assert recount_outdated(now=LATER) == 1
    again = ReachFigure.objects.get(channel="email")
    assert [step["count"] for step in again.steps] == [1, 1, 1, 1, 1]
    assert (again.counted_at, again.outdated_at) == (LATER, None)


def test_the_timetable_takes_up_what_waits(kari):
    segment = make_segment(rule={"all": []})
    queue_refresh(segment=segment, actor=TESTER, now=timezone.now())
    tasks.resume_runs()
    assert SegmentRun.objects.get().state == "done"
    assert Membership.objects.count() == 2
    tasks.resume_runs()
    assert SegmentRun.objects.count() == 1


def test_a_task_for_a_run_that_is_done_changes_nothing(kari):
    run = queue_refresh(segment=make_segment(rule={"all": []}), actor=TESTER, now=NOW)
    tasks.refresh_segment(str(run.pk))
    tasks.refresh_segment(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("done", 1)


def test_a_commit_wakes_the_worker(kari, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(tasks.resume_runs, "apply_async", lambda **options: woken.append(options))
    with django_capture_on_commit_callbacks(execute=True):
        queue_refresh(segment=make_segment(rule={"all": []}), actor=TESTER, now=NOW)
    assert woken == [{"retry": False}]
