"""Refreshes: the difference, the reasons, and what a killed worker leaves behind."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from consents.models import AttributePurpose
from profiles.services.records import record_values
from segments.models import FormerMembership, Membership, ReachFigure, Segment, SegmentRun
from segments.services import membership, runs
from segments.services.runs import (
    NoConditionsError,
    queue_all,
    queue_due,
    queue_refresh,
    refresh_segment,
)
from segments.services.segments import create_segment, save_version
from tests.factories import NOW, TESTER, make_company, make_customer, make_decision, make_source
from tests.segments.factories import NORWEGIAN, make_segment

LATER = NOW + timedelta(hours=1)
SWEDISH = {"all": [{"field": "fact.country", "operator": "is", "value": "SE"}]}


@pytest.fixture
def house(db):
    make_company()
    make_source()


def refresh(segment, now=NOW):
    run = queue_refresh(segment=segment, actor=TESTER, now=now)
    assert refresh_segment(run_uid=run.pk, now=now)
    return SegmentRun.objects.get(pk=run.pk)


def members(segment):
    return set(
        Membership.objects.filter(segment=segment).values_list("customer__given_name", flat=True)
    )


def move(customer, country, now=LATER):
    record = customer.records.get()
    record_values(
        source=record.source, external_id=record.external_id,
        values={"given_name": customer.given_name, "country": country}, observed_at=now, actor=TESTER, now=now,
    )  # fmt: skip


def test_lets_in_who_passes(house):
    make_customer(given_name="Kari", country="NO")
    make_customer(given_name="Sven", country="SE")
    segment = make_segment(rule=NORWEGIAN)
    run = refresh(segment)
    assert members(segment) == {"Kari"}
    assert (run.state, run.member_count, run.entered_count, run.left_count) == ("done", 1, 1, 0)
    assert (run.step, run.step_count) == (2, 2)
    assert run.finished_at is not None
    assert Segment.objects.get().member_count == 1


def test_a_second_refresh_changes_nothing(house):
    make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment)
    run = refresh(segment, LATER)
    assert (run.member_count, run.entered_count, run.left_count) == (1, 0, 0)
    assert Membership.objects.get().entered_at == NOW


def test_who_leaves_is_kept_with_the_reason(house):
    kari = make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment)
    type(kari).objects.update(country="SE")
    refresh(segment, LATER)
    left = FormerMembership.objects.get()
    assert (left.customer, left.entered_at, left.left_at, left.reason) == (kari, NOW, LATER, "rule")


def test_who_leaves_because_of_new_conditions_has_that_reason(house):
    make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment)
    save_version(segment=segment, rule=SWEDISH, actor=TESTER, now=LATER)
    refresh(segment, LATER)
    assert FormerMembership.objects.get().reason == "new_version"


def test_members_put_in_by_hand_stay(house):
    sven = make_customer(given_name="Sven", country="SE")
    segment = make_segment(rule=NORWEGIAN, members=[sven])
    Membership.objects.update(entered_by="hand")
    refresh(segment)
    assert members(segment) == {"Sven"}


def test_a_second_click_joins_the_run_that_waits(house):
    segment = make_segment(rule=NORWEGIAN)
    first = queue_refresh(segment=segment, actor=TESTER, now=NOW)
    assert queue_refresh(segment=segment, actor=TESTER, now=LATER) == first
    assert SegmentRun.objects.count() == 1


def test_a_segment_without_conditions_is_refused(house):
    segment = create_segment(name="Empty", purpose="insight", actor=TESTER, now=NOW)
    with pytest.raises(NoConditionsError, match="Empty"):
        queue_refresh(segment=segment, actor=TESTER, now=NOW)


def test_only_one_worker_takes_a_run(house):
    run = queue_refresh(segment=make_segment(rule=NORWEGIAN), actor=TESTER, now=NOW)
    SegmentRun.objects.filter(pk=run.pk).update(
        state="running", attempts=1, leased_until=NOW + timedelta(minutes=1)
    )
    assert not refresh_segment(run_uid=run.pk, now=NOW)


def test_a_run_left_behind_is_taken_up_and_counts_nothing_twice(house, monkeypatch):
    make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    run = queue_refresh(segment=segment, actor=TESTER, now=NOW)
    with monkeypatch.context() as killed:
        killed.setattr(runs, "_count_steps", _die)
        with pytest.raises(KeyboardInterrupt):
            refresh_segment(run_uid=run.pk, now=NOW)
    assert SegmentRun.objects.get().state == "running"
    assert runs.waiting_runs(now=NOW) == []
    after_the_lease = NOW + timedelta(minutes=11)
    assert runs.waiting_runs(now=after_the_lease) == [run.pk]
    assert refresh_segment(run_uid=run.pk, now=after_the_lease)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.entered_count, run.member_count) == ("done", 2, 1, 1)


def test_a_run_killed_before_its_difference_has_changed_nothing(house, monkeypatch):
    make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    run = queue_refresh(segment=segment, actor=TESTER, now=NOW)
    with monkeypatch.context() as killed:
        killed.setattr(runs, "_note", _die)
        with pytest.raises(KeyboardInterrupt):
            refresh_segment(run_uid=run.pk, now=NOW)
    assert members(segment) == set()
    assert refresh_segment(run_uid=run.pk, now=NOW + timedelta(minutes=11))
    assert members(segment) == {"Kari"}


def _die(*_details):
    raise KeyboardInterrupt


def test_a_run_that_keeps_dying_is_given_up(house):
    run = queue_refresh(segment=make_segment(rule=NORWEGIAN), actor=TESTER, now=NOW)
    SegmentRun.objects.filter(pk=run.pk).update(state="running", attempts=5, leased_until=NOW)
    assert not refresh_segment(run_uid=run.pk, now=LATER)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "Given up after five attempts.")


def test_conditions_that_may_no_longer_be_used_empty_the_segment(house):
    make_customer(given_name="Kari", country="NO", household_size=1)
    rule = {"any": [{"not": {"field": "fact.household_size", "operator": "is", "value": 2}}]}
    segment = make_segment(rule=rule)
    refresh(segment)
    assert members(segment) == {"Kari"}
    AttributePurpose.objects.filter(
        attribute__slug="household_size", purpose__slug="insight"
    ).delete()
    run = refresh(segment, LATER)
    assert members(segment) == set()
    assert run.state == "failed"
    assert "“People in the household” may not be used" in run.error
    assert FormerMembership.objects.get().reason == "not_allowed"


def test_an_ended_condition_fails_the_run_and_leaves_members_alone(house):
    kari = make_customer(given_name="Kari", country="NO")
    gone = {"all": [{"field": "fact.gone", "operator": "known"}]}
    segment = make_segment(rule=gone, members=[kari])
    assert refresh(segment).state == "failed"
    assert members(segment) == {"Kari"}


def test_a_change_below_refreshes_the_segment_that_builds_on_it(house):
    make_customer(given_name="Kari", country="NO")
    below = make_segment("below", rule=NORWEGIAN)
    above = make_segment(
        "above",
        rule={"all": [{"field": "member.segments", "operator": "in_any", "value": ["below"]}]},
    )
    refresh(below)
    waiting = SegmentRun.objects.get(state="queued")
    assert waiting.segment == above
    refresh_segment(run_uid=waiting.pk, now=NOW)
    assert members(above) == {"Kari"}


def test_all_are_queued_with_what_others_build_on_first(house):
    make_segment(
        "a-above",
        rule={"all": [{"field": "member.segments", "operator": "in_any", "value": ["z-below"]}]},
    )
    make_segment("z-below", rule=NORWEGIAN)
    queued = queue_all(actor=TESTER, now=NOW)
    assert [run.segment.slug for run in queued] == ["z-below", "a-above"]


def test_what_rested_for_a_day_is_due(house):
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment)
    assert queue_due(actor=TESTER, since=NOW - timedelta(days=1), now=LATER) == 0
    assert queue_due(actor=TESTER, since=NOW + timedelta(minutes=1), now=LATER) == 1


def test_stores_the_staircase_of_every_purpose_and_channel(house):
    willing = make_customer(given_name="Kari", country="NO", email="kari@fjell.example")
    make_customer(given_name="Ola", country="NO", email="ola@fjell.example")
    make_customer(given_name="Bo", country="NO")
    make_decision(willing)
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment, LATER)
    figure = ReachFigure.objects.get(segment=segment, purpose="newsletter", channel="email")
    assert [(step["key"], step["count"]) for step in figure.steps] == [
        ("members", 3), ("contact_point", 2), ("basis", 1), ("no_opt_out", 1), ("reachable", 1),
    ]  # fmt: skip
    assert figure.counted_at == LATER
    assert ReachFigure.objects.count() == 20


def test_a_form_sent_in_during_a_refresh_decides_last(own_database, monkeypatch):
    make_company()
    make_source()
    kari = make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=SWEDISH)
    refresh(segment)
    type(kari).objects.update(country="SE")
    run = queue_refresh(segment=segment, actor=TESTER, now=LATER)
    held = membership.hold_moving

    def hold_after_the_form(segment_id):
        form = Thread(target=_send_form, args=(kari,))
        form.start()
        form.join()
        return held(segment_id)

    monkeypatch.setattr(runs, "hold_moving", hold_after_the_form)
    refresh_segment(run_uid=run.pk, now=LATER)
    assert members(segment) == set()


def _send_form(customer):
    try:
        with transaction.atomic():
            move(customer, "DK")
    finally:
        connections.close_all()


def _look(segment, seen):
    seen.append(members(segment))
    connections.close_all()


def test_members_stand_while_a_refresh_is_at_work(own_database, monkeypatch):
    make_company()
    make_source()
    make_customer(given_name="Kari", country="NO")
    segment = make_segment(rule=NORWEGIAN)
    refresh(segment)
    seen: list = []
    noted = runs._note

    def look_before_the_end(*details):
        reader = Thread(target=_look, args=(segment, seen))
        reader.start()
        reader.join()
        noted(*details)

    save_version(segment=segment, rule=SWEDISH, actor=TESTER, now=LATER)
    monkeypatch.setattr(runs, "_note", look_before_the_end)
    refresh(segment, LATER)
    assert seen == [{"Kari"}]
    assert members(segment) == set()


def test_asks_the_same_however_many_customers(house):
    segment = make_segment(rule=NORWEGIAN)
    for name in ("Kari", "Ola", "Bo"):
        make_customer(given_name=name, country="NO")
    few = questions(segment, NOW)
    for name in ("Liv", "Per", "Siv", "Jon"):
        make_customer(given_name=name, country="NO")
    assert questions(segment, LATER) <= few


def questions(segment, now):
    run = queue_refresh(segment=segment, actor=TESTER, now=now)
    with CaptureQueriesContext(connection) as asked:
        refresh_segment(run_uid=run.pk, now=now)
    return len(asked)
