"""What is counted of facts and sources: wanted facts by the figures of customers, others by looking for them."""

from datetime import timedelta

import pytest

from profiles.models import Attribute, Counting, FactFigure, SourceFigure, SourceRecord
from profiles.services.fact_figures import (
    count_everything,
    count_facts,
    count_other_facts,
    count_sources,
    keep_counted,
)
from profiles.services.protection import protect_customer
from tests.factories import NOW, TESTER, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def three(company):
    """Return Kari, of whom all is known, Ola, of whom a little, and a company."""
    Attribute.objects.update(is_wanted=False)
    Attribute.objects.filter(slug__in=["email", "phone", "industry", "interests"]).update(
        is_wanted=True
    )
    Attribute.objects.filter(slug="interests").update(applies_to="person")
    Attribute.objects.filter(slug="industry").update(applies_to="organisation")
    make_source()
    make_source("shop")
    kari = make_customer(
        given_name="Kari", email="kari@fjell.example", phone="+4791234567", interests=["ski"],
        city="Oslo",
    )  # fmt: skip
    make_customer(given_name="Ola", email="ola@fjell.example", source="shop")
    make_customer(organisation_name="Fjell AS", kind="organisation", city="Oslo")
    return kari


def counts():
    rows = FactFigure.objects.values_list(
        "attribute__slug", "known_count", "missing_count", "outdated_count"
    )
    return {slug: numbers for slug, *numbers in rows}


def test_a_wanted_fact_is_known_missing_or_outdated_of_those_it_applies_to(three):
    count_facts(now=NOW)
    assert counts() == {
        "email": [2, 1, 0],
        "phone": [1, 2, 0],
        "interests": [1, 1, 0],
        "industry": [0, 1, 0],
    }


def test_an_outdated_fact_counts_as_known_and_outdated(three):
    Attribute.objects.filter(slug="email").update(half_life_days=1)
    later = NOW + timedelta(days=30)
    make_customer(external_id="old", email="eva@fjell.example", observed_at=NOW, now=later)
    count_facts(now=later)
    assert counts()["email"] == [3, 1, 1]


def test_what_protection_blanks_is_missing(three):
    protect_customer(customer=three, kind="secret_phone", reason="", actor=TESTER, now=NOW)
    count_facts(now=NOW)
    assert counts()["phone"] == [0, 3, 0]


def test_facts_that_are_not_wanted_are_looked_for(three):
    count_other_facts(now=NOW)
    found = counts()
    assert (found["city"], found["given_name"], found["job_title"]) == (
        [2, 0, 0], [2, 0, 0], [0, 0, 0],
    )  # fmt: skip
    assert "email" not in found


def test_sources_are_counted_by_customer(three):
    make_customer(source="shop", given_name="Eva")
    crm = make_source()
    SourceRecord.objects.create(source=crm, external_id="2", customer=three, observed_at=NOW)
    count_sources(now=NOW)
    found = dict(SourceFigure.objects.values_list("source__slug", "customer_count"))
    assert found == {"crm": 2, "shop": 2}


def test_each_counting_rests_for_itself(three):
    count_everything(now=NOW)
    Counting.objects.filter(name="other facts").update(seconds=600)
    later = NOW + timedelta(hours=1)
    keep_counted(now=later)
    moments = dict(Counting.objects.values_list("name", "counted_at"))
    assert moments == {"facts": later, "other facts": NOW, "sources": later}
