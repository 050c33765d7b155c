"""Segments over the API: what they are, how large, who may be contacted in numbers, and why one person is in."""

from uuid import UUID

import pytest
from django.utils import timezone

from profiles.models import Attribute, Customer, ReadEvent, RetiredId
from segments.models import Membership, Segment, SegmentRun
from segments.services.reach import count_reach
from segments.services.runs import refresh_segment
from tests.factories import NOW, make_customer, make_decision, make_source
from tests.integrations.keys import Caller
from tests.segments.factories import make_segment

pytestmark = pytest.mark.django_db
LIVES_IN_OSLO = {"all": [{"field": "fact.city", "operator": "is", "value": "Oslo"}]}


@pytest.fixture
def kari(company) -> Customer:
    make_source()
    customer = make_customer(given_name="Kari", city="Oslo", email="kari@fjell.example")
    make_decision(customer)
    return customer


@pytest.fixture
def caller(company) -> Caller:
    return Caller(
        scopes=["segments:read", "segments:refresh"], purposes=["newsletter", "customer_care"]
    )


@pytest.fixture
def walkers(kari) -> Segment:
    segment = make_segment(purpose="newsletter", rule=LIVES_IN_OSLO, members=[kari])
    Segment.objects.update(member_count=1, counted_at=timezone.now())
    count_reach(segment=segment, slugs=["newsletter"], now=timezone.now())
    count_reach(segment=segment, slugs=["offers"], now=timezone.now())
    return segment


def test_a_segment_says_what_it_is_and_how_many_may_be_contacted(caller, walkers):
    answer = caller.get("segments/walkers").json()
    assert (answer["code"], answer["members"], answer["state"]) == ("walkers", 1, "current")
    email = next(each for each in answer["reach"] if each["channel"] == "email")
    assert (email["purpose"], email["may_be_contacted"], email["is_outdated"]) == (
        "newsletter", 1, False,
    )  # fmt: skip
    assert [step["count"] for step in email["steps"]] == [1, 1, 1, 1, 1]


def test_numbers_of_other_purposes_are_not_told(caller, walkers):
    answer = caller.get("segments").json()
    told = {each["purpose"] for row in answer["results"] for each in row["reach"]}
    assert told == {"newsletter"}


def test_a_segment_out_of_use_is_not_there(caller, walkers):
    Segment.objects.update(is_active=False)
    assert caller.get("segments").json() == {"next": None, "results": []}
    assert caller.get("segments/walkers").status_code == 404
    assert caller("POST", "segments/walkers/refresh").status_code == 404


def test_a_list_costs_the_same_however_many(caller, walkers, django_assert_num_queries):
    with django_assert_num_queries(
        7
    ):  # key, count, purposes, segments, editions, refreshes, figures
        caller.get("segments?fields=code,state,reach")
    for number in range(5):
        make_segment(f"more-{number}")
    with django_assert_num_queries(7):
        assert len(caller.get("segments?fields=code,state,reach").json()["results"]) == 6


@pytest.mark.parametrize(
    ("language", "said"), [("en", "City or town is Oslo"), ("nb", "By eller tettsted er Oslo")]
)
def test_the_conditions_are_said_in_the_language_of_the_request(caller, walkers, language, said):
    assert said in caller.get("segments/walkers", Accept_Language=language).json()["sentence"]
    (row,) = caller.get("segments", Accept_Language=language).json()["results"]
    assert said in row["sentence"]


def test_sentences_cost_the_same_however_many(caller, walkers, django_assert_max_num_queries):
    for number in range(5):
        make_segment(f"more-{number}", rule=LIVES_IN_OSLO)
    with django_assert_max_num_queries(14):
        caller.get("segments")


def test_pages_follow_one_another(caller, company):
    for code in "abc":
        make_segment(code)
    first = caller.get("segments?limit=2").json()
    assert [row["code"] for row in first["results"]] == ["a", "b"]
    rest = caller.get(first["next"].split("/api/v1/")[1]).json()
    assert ([row["code"] for row in rest["results"]], rest["next"]) == (["c"], None)


def test_a_refresh_is_queued_and_followed(caller, walkers):
    queued = caller("POST", "segments/walkers/refresh")
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    again = caller("POST", "segments/walkers/refresh").json()
    assert again["id"] == queued.json()["id"]
    refresh_segment(run_uid=UUID(again["id"]), now=timezone.now())
    followed = caller.get(queued["Location"].removeprefix("/api/v1/")).json()
    assert (followed["state"], followed["members"], followed["left"]) == ("done", 1, 0)
    assert SegmentRun.objects.get().actor_kind == "key"


def test_a_segment_without_conditions_cannot_be_refreshed(caller, walkers):
    Membership.objects.all().delete()
    walkers.versions.all().delete()
    refused = caller("POST", "segments/walkers/refresh")
    assert (refused.status_code, refused.json()["detail"]) == (
        409, "Give “Walkers” conditions first.",
    )  # fmt: skip


def test_why_somebody_is_in_or_not(caller, walkers, kari):
    answer = caller.get(f"segments/walkers/customers/{kari.pk}").json()
    assert (answer["is_member"], answer["meets_conditions"]) == (True, True)
    assert [(each["words"], each["holds"]) for each in answer["reasons"]] == [
        ("All of these", True),
        ("City or town is Oslo", True),
    ]
    read = ReadEvent.objects.get()
    assert (read.view, read.subjects, read.purpose) == (
        "api_segment_why", [kari.pk], "newsletter",
    )  # fmt: skip


def test_everybody_is_in_a_segment_of_everybody(caller, kari):
    make_segment("everybody", purpose="newsletter", members=[kari])
    answer = caller.get(f"segments/everybody/customers/{kari.pk}").json()
    assert (answer["is_member"], answer["meets_conditions"]) == (True, True)
    assert [each["words"] for each in answer["reasons"]] == ["All of these"]


def test_why_is_told_for_a_purpose_of_the_key_alone(walkers, kari):
    elsewhere = Caller(scopes=["segments:read"], purposes=["customer_care"])
    assert elsewhere.get(f"segments/walkers/customers/{kari.pk}").status_code == 403
    assert not ReadEvent.objects.exists()


def test_an_answer_that_would_say_a_private_fact_is_left_out(caller, walkers, kari):
    Attribute.objects.filter(slug="city").update(sensitivity="private")
    there = f"segments/walkers/customers/{kari.pk}"
    assert [each["holds"] for each in caller.get(there).json()["reasons"]] == [True, None]
    open_to = Caller(scopes=["segments:read", "facts:private"], purposes=["newsletter"])
    assert [each["holds"] for each in open_to.get(there).json()["reasons"]] == [True, True]


def test_a_retired_id_leads_to_the_same_question(caller, walkers, kari):
    RetiredId.objects.create(uid=UUID(int=7), customer=kari, retired_at=NOW)
    moved = caller.get(f"segments/walkers/customers/{UUID(int=7)}")
    assert (moved.status_code, moved["Location"]) == (
        308, f"/api/v1/segments/walkers/customers/{kari.pk}",
    )  # fmt: skip
