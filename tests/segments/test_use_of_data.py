"""A segment for a use of data holds nobody who has said no to that use; one that rests on consent, who has said yes."""

from datetime import timedelta

import pytest

from consents.choices import State
from consents.models import Purpose
from profiles.registry import customers_changed
from segments.models import Membership
from segments.selectors.explained import explanation
from segments.services.preview import preview_count
from segments.services.runs import queue_refresh, refresh_segment
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LATER = NOW + timedelta(hours=1)
EVERYBODY: dict[str, list[str]] = {"all": []}


@pytest.fixture
def kari(db):
    make_source()
    return make_customer(given_name="Kari", email="kari@fjell.example")


def members(purpose):
    segment = make_segment(rule=EVERYBODY, purpose=purpose)
    run = queue_refresh(segment=segment, actor=TESTER, now=LATER)
    assert refresh_segment(run_uid=run.pk, now=LATER)
    return set(
        Membership.objects.filter(segment=segment).values_list("customer__given_name", flat=True)
    )


def put_below_marketing(purpose):
    Purpose.objects.filter(slug=purpose).update(parent=Purpose.objects.get(slug="marketing"))


def test_who_said_nothing_is_profiled(kari):
    assert members("profiling") == {"Kari"}


def test_who_objected_is_left_out(kari):
    make_decision(kari, purpose="profiling", channel="", state=State.WITHDRAWN)
    assert members("profiling") == set()


def test_an_objection_to_one_use_leaves_the_other(kari):
    make_decision(kari, purpose="profiling", channel="", state=State.WITHDRAWN)
    assert members("insight") == {"Kari"}


def test_a_no_to_the_purpose_above_is_a_no_to_the_use(kari):
    put_below_marketing("profiling")
    make_decision(kari, purpose="marketing", channel="", state=State.WITHDRAWN)
    assert members("profiling") == set()


def test_a_newer_yes_to_just_the_use_lifts_a_wider_no(kari):
    put_below_marketing("profiling")
    make_decision(kari, purpose="marketing", channel="", state=State.WITHDRAWN)
    make_decision(kari, purpose="profiling", channel="", occurred_at=NOW + timedelta(minutes=1))
    assert members("profiling") == {"Kari"}


def test_contact_is_left_to_the_staircase(kari):
    make_decision(kari, purpose="marketing", channel="", state=State.WITHDRAWN)
    assert members("newsletter") == {"Kari"}


def test_a_use_that_rests_on_consent_needs_a_yes(kari):
    assert members("ad_audiences") == set()


def test_a_yes_opens_a_use_that_rests_on_consent(kari):
    make_decision(kari, purpose="ad_audiences", channel="")
    assert members("ad_audiences") == {"Kari"}


def test_a_yes_that_ran_out_opens_nothing(kari):
    make_decision(kari, purpose="ad_audiences", channel="", valid_until=NOW + timedelta(minutes=1))
    assert members("ad_audiences") == set()


def test_an_objection_takes_a_member_out(kari):
    assert members("profiling") == {"Kari"}
    make_decision(kari, purpose="profiling", channel="", state=State.WITHDRAWN)
    customers_changed([kari.pk], LATER)
    assert not Membership.objects.exists()


def test_the_preview_counts_without_who_objected(kari):
    make_decision(kari, purpose="profiling", channel="", state=State.WITHDRAWN)
    assert preview_count(rule=EVERYBODY, purpose="profiling", now=LATER).count == 0


def test_the_explanation_names_the_objection(kari):
    segment = make_segment(rule=EVERYBODY, purpose="profiling")
    make_decision(kari, purpose="profiling", channel="", state=State.WITHDRAWN)
    found = explanation(segment, kari, LATER)
    assert (found.reasons[0].words, found.reasons[0].holds, found.holds) == (
        "Their data may be used for “Profiling and segments”", False, False,
    )  # fmt: skip
