"""The golden record follows from what the sources say."""

from datetime import timedelta

import pytest

from profiles.models import ContactPoint, Customer, CustomerMetric, Protection, Source
from profiles.services.corrections import correct_fact, lift_lock
from profiles.services.recompute import recompute_customers
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_customer

pytestmark = pytest.mark.django_db


def say(customer, source, values, *, at=NOW, external_id="other", **how):
    record_values(
        source=Source.objects.get(slug=source),
        external_id=external_id,
        values=values,
        observed_at=at,
        actor=TESTER,
        now=at,
        customer=customer,
        **how,
    )
    customer.refresh_from_db()


def test_believes_the_source_of_the_better_rank_whatever_the_dates():
    kari = make_customer(source="crm", given_name="Kari", email="kari@post.example")
    say(kari, "newsletter", {"email": "ny@post.example"}, at=NOW + timedelta(days=30))
    assert kari.attributes["email"] == "kari@post.example"


def test_believes_the_newer_statement_among_equals():
    kari = make_customer(source="crm", given_name="Kari", family_name="Nordmann")
    say(kari, "crm", {"family_name": "Dahl"}, at=NOW + timedelta(days=1))
    assert kari.family_name == "Dahl"


def test_an_address_wins_as_a_whole():
    kari = make_customer(source="crm", postal_address={"street": "Storgata 1", "country": "NO"})
    say(kari, "shop", {"postal_address": {"postal_code": "0155", "city": "Oslo", "country": "NO"}})
    assert kari.attributes["postal_address"] == {"street": "Storgata 1", "country": "NO"}
    assert kari.postal_code == ""


def test_keeps_source_and_date_of_each_fact():
    kari = make_customer(source="shop", external_id="S7", email="kari@post.example")
    record = kari.records.get()
    assert kari.origin.origins["email"] == [record.pk, "2026-03-01", "shop"]


def test_a_partial_statement_dates_only_what_it_names():
    kari = make_customer(source="crm", external_id="1", given_name="Kari", email="a@post.example")
    later = NOW + timedelta(days=10)
    say(kari, "crm", {"email": "b@post.example"}, at=later, external_id="1", partial=True)
    say(kari, "crm", {"given_name": "Karin", "email": "c@post.example"}, at=NOW + timedelta(days=5))
    assert (kari.given_name, kari.attributes["email"]) == ("Karin", "b@post.example")


def test_a_settled_fact_outlives_every_source_until_it_is_lifted():
    kari = make_customer(source="crm", city="x", given_name="Kari")
    correct_fact(
        customer=kari,
        slug="given_name",
        value="Karin",
        reason="passport",
        actor=TESTER,
        now=NOW,
        lock=True,
    )
    say(kari, "survey", {"given_name": "Kaia"}, at=NOW + timedelta(days=1))
    assert kari.given_name == "Karin"
    lift_lock(customer=kari, slug="given_name", actor=TESTER, now=NOW)
    kari.refresh_from_db()
    assert kari.given_name == "Kaia"


def test_a_declined_answer_is_known_and_leaves_its_column_empty():
    kari = make_customer(source="survey", gender={"declined": True})
    assert kari.attributes["gender"] == {"declined": True}
    assert kari.gender == ""


def test_a_birth_date_says_the_year_and_an_address_the_country():
    kari = make_customer(
        birth_date="1980-05-17", postal_address={"street": "Storgata 1", "country": "NO"}
    )
    assert (kari.birth_year, kari.country) == (1980, "NO")


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ({"birth_year": 1943}, "before_1944"),
        ({"birth_year": 1944}, "1944_1964"),
        ({"birth_date": "1979-12-31"}, "1965_1979"),
        ({"birth_year": 2003}, "1995_or_later"),
        ({"birth_year": 1980, "birth_year_band": "1995_or_later"}, "1995_or_later"),
        ({"birth_year": {"declined": True}}, None),
        ({"gender": "woman"}, None),
    ],
)
def test_a_year_or_date_of_birth_says_the_age_group_where_nobody_has_said_it(said, band):
    assert make_customer(**said).attributes.get("birth_year_band") == band


def test_the_age_group_comes_from_where_the_year_or_the_date_does():
    kari = make_customer(source="crm", birth_date="1980-05-17")
    assert kari.origin.origins["birth_year_band"] == kari.origin.origins["birth_date"]
    say(kari, "newsletter", {"birth_year": 1980})
    kari.origin.refresh_from_db()
    assert kari.origin.origins["birth_year_band"] == kari.origin.origins["birth_year"]


def test_makes_a_contact_point_for_every_address_said_and_prefers_the_winner():
    kari = make_customer(source="crm", email="Kari@Post.example")
    say(kari, "newsletter", {"email": "ny@post.example"})
    points = {point.normalised: point.is_preferred for point in kari.contact_points.all()}
    assert points == {"kari@post.example": True, "ny@post.example": False}


def test_ends_a_contact_point_that_nobody_says_any_more():
    kari = make_customer(source="crm", external_id="1", email="kari@post.example")
    say(kari, "crm", {"given_name": "Kari"}, external_id="1", at=NOW + timedelta(days=1))
    assert not ContactPoint.objects.valid().filter(customer=kari).exists()


def test_protection_blanks_what_it_must_and_returns_it_when_lifted():
    kari = make_customer(phone="+4791234567", email="kari@post.example")
    protection = Protection.objects.create(
        customer=kari, kind="secret_phone", actor_kind="steward", actor_id="1"
    )
    recompute_customers(uids=[kari.pk], now=NOW)
    kari.refresh_from_db()
    assert "phone" not in kari.attributes
    assert "4791234567" not in kari.search_text
    protection.lifted_at = NOW
    protection.save()
    recompute_customers(uids=[kari.pk], now=NOW)
    kari.refresh_from_db()
    assert kari.attributes["phone"] == "+4791234567"


def test_finds_a_nordic_name_by_its_beginning():
    make_customer(given_name="Åse", family_name="Ødegård")
    assert [found.family_name for found in Customer.objects.search("ødeg")] == ["Ødegård"]


def test_sorts_names_the_nordic_way():
    for name in ("Åberg", "Zachrisson", "Ødegård", "Ærø", "Andersen"):
        make_customer(family_name=name)
    names = Customer.objects.order_by("sort_key").values_list("family_name", flat=True)
    assert list(names) == ["Andersen", "Zachrisson", "Ærø", "Ødegård", "Åberg"]


def test_counts_only_what_is_wanted_and_names_what_is_missing():
    kari = make_customer(given_name="Kari", email="kari@post.example")
    metric = CustomerMetric.objects.get(customer=kari)
    assert "email" not in metric.missing
    assert "phone" in metric.missing
    assert 0 < metric.completeness < 100


def test_a_fact_past_its_validity_is_outdated_and_counts_as_unknown():
    kari = make_customer(email="kari@post.example", observed_at=NOW - timedelta(days=1000))
    metric = CustomerMetric.objects.get(customer=kari)
    assert (metric.stale, metric.completeness) == (["email"], 0)


def test_a_second_recompute_changes_nothing():
    kari = make_customer(given_name="Kari", email="kari@post.example")
    assert recompute_customers(uids=[kari.pk], now=NOW) == 0
