"""The page of one segment: its staircase, its refresh, its name and purpose, and its end."""

import pytest

from segments.models import Segment, SegmentRun
from tests.segments.factories import NORWEGIAN, make_segment
from tests.segments.screens import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_an_analyst_sees_numbers_and_no_names(sign_in, walkers):
    page = sign_in("analyst").get(address("change", walkers.pk)).content.decode()
    assert "Country is Norway" in page
    assert "Kari" not in page
    assert "/people/" not in page


def test_the_staircase_says_where_people_fell_out(sign_in, walkers):
    page = sign_in("marketer").get(
        address("change", walkers.pk) + "?purpose=newsletter&channel=email"
    )
    steps = [(step["key"], step["value"], step["fell"]) for step in page.context["steps"]]
    assert steps == [
        ("members", 4, 0), ("contact_point", 3, 1), ("basis", 2, 1), ("no_opt_out", 1, 1), ("reachable", 1, 0),
    ]  # fmt: skip


def test_refreshing_queues_a_run(sign_in):
    segment = make_segment(rule=NORWEGIAN)
    client = sign_in("marketer")
    assert client.post(address("refresh", segment.pk)).status_code == 302
    run = SegmentRun.objects.get()
    assert run.actor_kind == "steward"
    assert client.get(address("progress", segment.pk)).json() == {
        "share": None, "text": "Waiting for its turn.", "finished": False,
    }  # fmt: skip
    SegmentRun.objects.update(state="running", step=7, step_count=21)
    assert client.get(address("progress", segment.pk)).json() == {
        "share": 33, "text": "Counting who may be contacted: 7 of 21.", "finished": False,
    }  # fmt: skip


def test_a_new_segment_leads_to_its_conditions(sign_in):
    client = sign_in("marketer")
    answer = client.post(address("add"), {"name": "  Lone   walkers ", "purpose": "insight"})
    segment = Segment.objects.get()
    assert (segment.name, segment.slug) == ("Lone walkers", "lone-walkers")
    assert answer.url == address("conditions", segment.pk)
    again = client.post(address("add"), {"name": "Lone walkers", "purpose": "insight"})
    assert again.status_code == 422
    assert "There is already a segment" in again.content.decode()


def test_a_purpose_that_may_not_read_the_conditions_is_refused_at_its_field(sign_in):
    rule = {"all": [{"field": "fact.household_size", "operator": "is", "value": 1}]}
    segment = make_segment(rule=rule)
    data = {"name": "Walkers", "purpose": "newsletter", "description": ""}
    page = sign_in("marketer").post(address("details", segment.pk), data)
    assert page.status_code == 422
    assert "may not be used for the purpose" in page.context["form"].errors["purpose"][0]


def test_deleting_lists_what_builds_on_it(sign_in):
    below = make_segment("below", rule=NORWEGIAN)
    within = {"field": "member.segments", "operator": "in_any", "value": ["below"]}
    above = make_segment("above", rule={"all": [within]})
    client = sign_in("administrator")
    assert "Segment “Above”" in client.get(address("delete", below.pk)).content.decode()
    client.post(address("delete", below.pk))
    assert Segment.objects.count() == 2
    client.post(address("delete", above.pk))
    assert Segment.objects.get() == below


def test_values_are_shown_as_text(sign_in):
    hostile = '"><script>alert(1)</script>'
    rule = {"all": [{"field": "fact.job_title", "operator": "is", "value": hostile}]}
    segment = make_segment(rule=rule)
    client = sign_in("marketer")
    for page in ("change", "conditions"):
        assert "<script>alert" not in client.get(address(page, segment.pk)).content.decode()
