"""Membership follows a change of one customer at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from profiles.services.records import record_values
from segments.models import FormerMembership, Membership, ReachFigure, Segment, SegmentRun
from segments.services.following import reevaluate_customers
from segments.services.runs import queue_refresh, refresh_segment
from tests.factories import NOW, TESTER, make_company, make_customer, make_source
from tests.segments.factories import NORWEGIAN, make_segment

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def house(db):
    make_company()
    make_source()


def refreshed(slug, rule):
    segment = make_segment(slug, rule=rule)
    refresh_segment(run_uid=queue_refresh(segment=segment, actor=TESTER, now=NOW).pk, now=NOW)
    return segment


def said(customer, **values):
    record = customer.records.get()
    record_values(
        source=record.source, external_id=record.external_id, values=values,
        observed_at=LATER, actor=TESTER, now=LATER,
    )  # fmt: skip


def test_a_changed_customer_enters_and_leaves_at_once(house):
    segment = refreshed("walkers", NORWEGIAN)
    kari = make_customer(given_name="Kari", country="SE", now=NOW)
    said(kari, given_name="Kari", country="NO")
    assert Membership.objects.get(segment=segment).entered_at == LATER
    assert Segment.objects.get().member_count == 1
    said(kari, given_name="Kari", country="DK")
    assert not Membership.objects.exists()
    assert FormerMembership.objects.get().reason == "rule"
    assert Segment.objects.get().member_count == 0


def test_segments_that_build_on_others_follow_in_order(house):
    refreshed("z-below", NORWEGIAN)
    within = {"field": "member.segments", "operator": "in_any", "value": ["z-below"]}
    above = refreshed("a-above", {"all": [within]})
    kari = make_customer(given_name="Kari", country="NO")
    assert Membership.objects.filter(segment=above, customer=kari).exists()


def test_a_segment_never_refreshed_waits(house):
    make_segment("new", rule=NORWEGIAN)
    make_customer(given_name="Kari", country="NO")
    assert not Membership.objects.exists()


def test_members_by_hand_stay(house):
    segment = refreshed("walkers", NORWEGIAN)
    sven = make_customer(given_name="Sven", country="SE")
    Membership.objects.create(
        segment=segment,
        customer=sven,
        version=segment.versions.get(),
        entered_by="hand",
        entered_at=NOW,
    )
    said(sven, given_name="Sven", country="DK")
    assert Membership.objects.get().entered_by == "hand"


def test_the_figures_of_its_segments_are_marked_as_older(house):
    kari = make_customer(given_name="Kari", country="NO")
    refreshed("walkers", NORWEGIAN)
    refreshed("others", {"all": [{"field": "fact.country", "operator": "is", "value": "SE"}]})
    assert not ReachFigure.objects.filter(outdated_at__isnull=False).exists()
    reevaluate_customers(uids=[kari.pk], now=LATER)
    outdated = ReachFigure.objects.filter(outdated_at=LATER)
    assert set(outdated.values_list("segment__slug", flat=True)) == {"walkers"}


def test_many_customers_are_left_to_a_refresh(house):
    segment = refreshed("walkers", NORWEGIAN)
    reevaluate_customers(uids=[uuid4() for _each in range(501)], now=LATER)
    assert SegmentRun.objects.get(state="queued").segment == segment


def test_one_customer_costs_the_same_whatever_the_base(house, django_assert_num_queries):
    refreshed("walkers", NORWEGIAN)
    kari = make_customer(given_name="Kari", country="NO")
    with django_assert_num_queries(18):
        reevaluate_customers(uids=[kari.pk], now=LATER)
