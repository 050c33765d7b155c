"""Article 21 over the API: facts that a key reads only for what a person said no to are nowhere to be seen."""

from datetime import timedelta

import pytest

from consents.choices import State
from consents.models import Purpose
from integrations.choices import Scope
from profiles.services.activities import record_activities
from surveys.models import Answer, Question, Submission
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.integrations.keys import Caller
from tests.segments.factories import make_segment
from tests.surveys.making import make_link, make_survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
EVERYBODY: dict[str, list[str]] = {"all": []}
LATER = NOW + timedelta(hours=1)


def make_person(name, phone):
    return make_customer(
        external_id=name,
        given_name=name,
        family_name="Nordmann",
        email=f"{name.lower()}@fjell.example",
        phone=phone,
        country="NO",
        postal_code="0155",
        interests=["ski"],
    )


@pytest.fixture
def ola(company):
    make_source()
    return make_person("Ola", "+4791234568")


@pytest.fixture
def kari(ola):
    """Return somebody who does not want offers to be chosen for her."""
    customer = make_person("Kari", "+4791234567")
    make_decision(customer, purpose="profiling", channel="", state=State.WITHDRAWN)
    return customer


def facts(caller, query=""):
    answer = caller.get(f"customers{query}")
    assert answer.status_code == 200, answer.json()
    return {row["source_ids"][0]: sorted(row["facts"]) for row in answer.json()["results"]}


def answered(rows):
    return {
        row["source_ids"][0]: sorted(each["question"] for each in row["answers"]) for row in rows
    }


def test_no_fact_is_shown_of_who_objected(kari):
    assert facts(Caller(purposes=["profiling"])) == {
        "Kari": [],
        "Ola": ["country", "email", "interests", "phone", "postal_code"],
    }


def test_another_purpose_still_reads_what_it_may(kari):
    found = facts(Caller(purposes=["profiling", "service"]))
    assert "interests" in found["Ola"]
    assert "interests" not in found["Kari"]
    assert {"given_name", "email"} <= set(found["Kari"])


def test_a_named_field_gives_nothing_away(kari):
    caller = Caller(purposes=["profiling"])
    assert facts(caller, "?fields=source_ids,facts.interests") == {"Kari": [], "Ola": ["interests"]}


def test_one_customer_shows_neither_facts_nor_origins_nor_contact_details(kari):
    caller = Caller(purposes=["profiling"])
    whole = caller.get(f"customers/{kari.pk}").json()
    assert (whole["facts"], whole["origins"], whole["contact_details"]) == ({}, {}, [])
    assert caller.get(f"customers/{kari.pk}/contact-details").json() == {"results": []}


@pytest.mark.parametrize(
    "query",
    ["phone=%2B4791234567", "email=kari@fjell.example", "interest=ski", "country=NO",
     "postal_code=0155"],
)  # fmt: skip
def test_no_filter_finds_who_objected(kari, query):
    assert "Kari" not in facts(Caller(purposes=["profiling"]), f"?{query}")


@pytest.mark.parametrize("query", ["interest=ski", "country=NO", "postal_code=0155"])
def test_a_filter_still_finds_who_said_nothing(kari, query):
    assert set(facts(Caller(purposes=["profiling"]), f"?{query}")) == {"Ola"}


def test_the_order_by_name_leaves_out_whose_name_may_not_be_read(kari):
    make_decision(kari, purpose="customer_care", channel="", state=State.REFUSED)
    caller = Caller(purposes=["customer_care"])
    assert list(facts(caller, "?ordering=name")) == ["Ola"]
    assert set(facts(caller, "?ordering=updated_at")) == {"Kari", "Ola"}


def test_a_use_that_rests_on_consent_shows_who_said_yes(kari, ola):
    caller = Caller(purposes=["ad_audiences"])
    assert facts(caller) == {"Kari": [], "Ola": []}
    make_decision(ola, purpose="ad_audiences", channel="")
    assert facts(caller) == {
        "Kari": [],
        "Ola": ["country", "email", "family_name", "given_name", "phone", "postal_code"],
    }


def test_a_no_to_all_marketing_ends_reading_for_the_newsletter(ola):
    caller = Caller(purposes=["newsletter"])
    assert "email" in facts(caller)["Ola"]
    make_decision(ola, purpose="marketing", channel="", state=State.WITHDRAWN)
    assert facts(caller)["Ola"] == []
    make_decision(ola, occurred_at=LATER)
    assert "email" in facts(caller)["Ola"]


def test_a_no_through_one_channel_closes_nothing(ola):
    make_decision(ola, state=State.WITHDRAWN)
    assert "email" in facts(Caller(purposes=["newsletter"]))["Ola"]


def test_a_page_costs_the_same_however_many(kari, django_assert_num_queries):
    caller = Caller(purposes=["profiling", "service"])
    with django_assert_num_queries(11):
        caller.get("customers?country=NO")
    for number in range(4):
        other = make_person(f"P{number}", f"+479123457{number}")
        make_decision(other, purpose="profiling", channel="", state=State.WITHDRAWN)
    with django_assert_num_queries(11):
        caller.get("customers?country=NO")


def test_no_purpose_left_shows_no_activities(kari):
    bought = {
        "source_id": "Kari", "kind": "purchase", "occurred_at": NOW, "key": "O-1",
    }  # fmt: skip
    record_activities(source=make_source(), activities=[bought], actor=TESTER, now=NOW)
    scopes = [Scope.ACTIVITIES_READ]
    address = f"customers/{kari.pk}/activities"
    assert Caller(purposes=["profiling"], scopes=scopes).get(address).json()["results"] == []
    helper = Caller(purposes=["profiling", "customer_care"], scopes=scopes)
    assert [row["key"] for row in helper.get(address).json()["results"]] == ["O-1"]


def test_a_consent_entry_hides_the_contact_detail(ola):
    make_decision(ola)
    caller = Caller(purposes=["newsletter"], scopes=[Scope.CONSENTS_READ])
    address = f"consents?customer={ola.pk}"
    [entry] = caller.get(address).json()["results"]
    assert entry["contact_detail"] == {"kind": "email", "value": "ola@fjell.example"}
    make_decision(ola, channel="", state=State.WITHDRAWN, occurred_at=LATER)
    shown = [entry["contact_detail"] for entry in caller.get(address).json()["results"]]
    assert shown == [None, None]


def test_why_says_nothing_of_who_objected(kari, ola):
    make_segment("skiers", rule=EVERYBODY, purpose="profiling", members=[kari, ola])
    caller = Caller(purposes=["profiling"], scopes=[Scope.SEGMENTS_READ])
    assert caller.get(f"segments/skiers/customers/{kari.pk}").json() == {
        "is_member": None,
        "member_since": None,
        "meets_conditions": None,
        "refusal": "There is no consent, and no other lawful basis.",
        "reasons": [],
    }
    assert caller.get(f"segments/skiers/customers/{ola.pk}").json()["is_member"] is True


def test_answers_of_who_objected_are_left_out(kari, ola):
    own = Question.objects.create(slug="better", kind="text", texts={"en": "Better?"}, position=9)
    survey = make_survey("interests", "better", slug="know-you")
    for person in (kari, ola):
        reply = Submission.objects.create(
            survey=survey, invitation=make_link(survey, person), customer=person,
            language="en", submitted_at=NOW,
        )  # fmt: skip
        fact = Question.objects.get(slug="interests")
        Answer.objects.create(submission=reply, question=fact, value=["ski"])
        Answer.objects.create(submission=reply, question=own, value="More boots")
    caller = Caller(purposes=["profiling"], scopes=["submissions:read"])
    told = caller.get("surveys/know-you/submissions").json()["results"]
    assert answered(told) == {"Kari": [], "Ola": ["better", "interests"]}
    elsewhere = Caller(purposes=["profiling", "insight"], scopes=["submissions:read"])
    told = elsewhere.get("surveys/know-you/submissions").json()["results"]
    assert answered(told) == {"Kari": ["interests"], "Ola": ["better", "interests"]}


def test_a_purpose_out_of_use_reads_nobody(ola):
    caller = Caller(purposes=["profiling"])
    Purpose.objects.filter(slug="profiling").update(is_active=False)
    assert facts(caller) == {"Ola": []}
