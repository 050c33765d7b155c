"""What sources say about each other: who is found, what ends it, and what the pages show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from profiles.models import Contradiction, ContradictionFigure, Customer, ReadEvent, Source
from profiles.services.contradictions import compare_sources
from profiles.services.corrections import correct_fact
from profiles.services.protection import protect_customer
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "sources")]

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sources(db):
    make_source("crm", name="CRM")
    make_source("shop", name="The shop", kind="shop")


def also_said(customer: Customer, source: str = "shop", **values):
    """Let a second source say something about a customer whom we know."""
    return record_values(
        source=Source.objects.get(slug=source),
        external_id=f"{source}-{customer.pk}",
        values=values,
        observed_at=NOW,
        actor=TESTER,
        now=NOW,
        customer=customer,
    )


def found(kind: str) -> list[str]:
    rows = Contradiction.objects.filter(kind=kind).select_related("customer").order_by("pk")
    return [row.customer.given_name for row in rows]


def compared(now=LATER) -> bool:
    return compare_sources(now=now)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        ("birth_date", {"birth_date": "1980-02-01"}, {"birth_date": "1980-01-02"}),
        ("birth_date", {"birth_date": "1980-02-01"}, {"birth_year": 1981}),
        ("gender", {"gender": "woman"}, {"gender": "man"}),
        ("country", {"country": "NO"}, {"country": "SE"}),
        (
            "postal_address",
            {"postal_address": {"street": "Storgata 1", "postal_code": "0155", "city": "Oslo"}},
            {"postal_address": {"street": "Storgata 2", "postal_code": "0155", "city": "Oslo"}},
        ),
        ("name", {"family_name": "Nordmann"}, {"given_name": "Kari", "family_name": "Hansen"}),
    ],
)
def test_two_values_of_one_fact_are_found(kind, ours, theirs):
    also_said(make_customer(given_name="Kari", **ours), **theirs)
    compared()
    assert found(kind) == ["Kari"]
    assert ContradictionFigure.objects.get(kind=kind).customer_count == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"birth_date": "1980-02-01"}, {"birth_year": 1980}),
        ({"gender": "woman"}, {"gender": {"declined": True}}),
        ({"family_name": "Nordmann"}, {"given_name": "Kari Anne", "family_name": "NORDMANN"}),
        (
            {"postal_address": {"street": "Storgata 1", "postal_code": "0155"}},
            {"postal_address": {"street": "storgata 1.", "postal_code": "0155"}},
        ),
    ],
)
def test_what_only_looks_different_is_no_contradiction(ours, theirs):
    also_said(make_customer(given_name="Kari", **ours), **theirs)
    compared()
    assert not Contradiction.objects.exists()


def test_a_correction_ends_it():
    kari = make_customer(given_name="Kari", gender="woman")
    also_said(kari, gender="man")
    compared()
    correct_fact(
        customer=kari, slug="gender", value="woman", reason="asked", actor=TESTER, now=LATER
    )
    assert compared(LATER + timedelta(hours=1))
    assert found("gender") == []
    assert not ContradictionFigure.objects.exists()


def test_what_a_protection_blanks_is_not_compared():
    kari = make_customer(
        given_name="Kari", postal_address={"street": "Storgata 1", "postal_code": "0155"}
    )
    also_said(kari, postal_address={"street": "Kirkegata 3", "postal_code": "0155"})
    protect_customer(customer=kari, kind="secret_address", reason="told", actor=TESTER, now=NOW)
    compared()
    assert found("postal_address") == []


def test_an_age_that_nobody_reaches_is_found():
    make_customer(given_name="Old", birth_year=1889)
    make_customer(given_name="Unborn", birth_date="2090-01-01")
    make_customer(given_name="Young", birth_year=1990)
    compared()
    assert found("impossible_age") == ["Old", "Unborn"]


def test_one_name_and_one_address_are_one_in_twice():
    one = make_customer(given_name="Kari", family_name="Nordmann", email="kari@post.example")
    two = make_customer(given_name="kari", family_name="Nordmann", email="Kari@post.example")
    make_customer(given_name="Ola", family_name="Nordmann", email="kari@post.example")
    compared()
    pair = Contradiction.objects.get(kind="twice")
    assert {pair.customer_id, pair.other} == {one.pk, two.pk}
    assert sorted(found("shared_email")) == ["Kari", "Ola", "kari"]


def in_twice_with_two_birth_dates():
    return [
        make_customer(given_name="Kari", family_name="Nordmann", email="kari@post.example", birth_date=day)
        for day in ("1980-02-01", "1980-01-02")
    ]  # fmt: skip


def test_two_birth_dates_of_a_pair_that_is_in_twice_are_found():
    one, two = in_twice_with_two_birth_dates()
    compared()
    row = Contradiction.objects.get(kind="birth_date")
    assert {row.customer_id, row.other} == {one.pk, two.pk}


def test_the_page_shows_the_birth_dates_of_both_cards(client):
    in_twice_with_two_birth_dates()
    compared()
    client.force_login(make_colleague("steward"))
    page = client.get(reverse("admin:contradicted", args=["birth_date"])).content.decode()
    assert "1 February 1980" in page
    assert "2 January 1980" in page
    assert "Also: Kari Nordmann" in page


def test_two_customers_who_are_told_apart_have_a_birth_date_each(client):
    in_twice_with_two_birth_dates()
    compared()
    client.force_login(make_colleague("steward"))
    row = Contradiction.objects.get(kind="birth_date")
    client.post(reverse("admin:tell_apart", args=[row.pk]))
    compared(LATER + timedelta(hours=1))
    assert found("birth_date") == []


def test_nothing_new_costs_no_comparison():
    make_customer(given_name="Kari")
    assert compared()
    assert not compared(LATER + timedelta(hours=1))
    make_customer(given_name="Ola")
    assert compared(LATER + timedelta(hours=2))


def test_a_page_shows_what_each_source_says_and_logs_it(client):
    kari = make_customer(given_name="Kari", gender="woman")
    also_said(kari, gender="man")
    compared()
    client.force_login(make_colleague("steward"))
    page = client.get(reverse("admin:contradicted", args=["gender"])).content.decode()
    assert "Woman" in page
    assert "The shop" in page
    assert reverse("admin:profiles_customer_correct", args=[kari.pk, "gender"]) in page
    assert ReadEvent.objects.get(view="contradictions").subjects == [kari.pk]


def test_a_page_costs_the_same_for_one_and_for_many(client, django_assert_num_queries):
    client.force_login(make_colleague("steward"))
    for name in ("Kari", "Ola", "Siri"):
        also_said(make_customer(given_name=name, gender="woman"), gender="man")
    compared()
    client.get(reverse("admin:contradicted", args=["gender"]))
    with django_assert_num_queries(14):
        client.get(reverse("admin:contradicted", args=["gender"]))


def test_two_customers_are_told_apart_for_good(client):
    for name in ("Kari", "Kari"):
        make_customer(given_name=name, family_name="Nordmann", email="kari@post.example")
    compared()
    client.force_login(make_colleague("steward"))
    pair = Contradiction.objects.get(kind="twice")
    assert client.post(reverse("admin:tell_apart", args=[pair.pk])).status_code == 302
    make_customer(given_name="Somebody")
    compared(LATER + timedelta(hours=1))
    assert found("twice") == []


def test_the_analyst_reads_numbers_and_no_names(client):
    also_said(make_customer(given_name="Kari", gender="woman"), gender="man")
    compared()
    client.force_login(make_colleague("analyst"))
    page = client.get(reverse("admin:contradictions")).content.decode()
    assert "1 customer has two genders" in page
    assert reverse("admin:contradicted", args=["gender"]) not in page
    assert client.get(reverse("admin:contradicted", args=["gender"])).status_code == 403
