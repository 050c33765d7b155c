"""The customer card in words: facts, their sources, the losers, and what is missing."""

from datetime import UTC, datetime, timedelta

import pytest

from profiles.models import Customer
from profiles.registry import timeline
from profiles.selectors.card import customer_card
from profiles.selectors.words import load_vocabulary
from profiles.services.corrections import correct_fact
from profiles.services.protection import protect_customer
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def say(customer, source, now=NOW, number=1, **values):
    record_values(
        source=make_source(source), external_id=f"{source}-{number}", values=values, observed_at=now,
        actor=TESTER, now=now, customer=customer,
    )  # fmt: skip
    return Customer.objects.get(pk=customer.pk)


def facts_of(customer, **kwargs):
    card = customer_card(customer, is_revealed=kwargs.pop("is_revealed", False))
    return {fact.slug: fact for shelf in card.shelves for fact in shelf.facts}


def test_a_fact_stands_with_its_source_and_date():
    kari = make_customer(given_name="Kari", family_name="Nordmann")
    name = facts_of(kari)["given_name"]
    assert (name.words, name.source, name.said_on.isoformat()) == ("Kari", "CRM", "2026-03-01")


def test_the_loser_is_kept_with_what_it_says():
    kari = say(make_customer(family_name="Ødegård"), "shop", family_name="Lie")
    loser = facts_of(kari)["family_name"].differing[0]
    assert (loser.source, loser.words, loser.external_id) == ("SHOP", "Lie", "shop-1")


def test_the_loser_has_the_day_it_was_in_the_company_when_it_was_said():
    late = datetime(2026, 2, 1, 23, 30, tzinfo=UTC)
    kari = say(make_customer(family_name="Ødegård"), "shop", now=late, family_name="Lie")
    loser = facts_of(kari)["family_name"].differing[0]
    assert loser.said_on.isoformat() == "2026-02-02"


def test_a_source_that_agrees_is_no_loser():
    kari = say(make_customer(family_name="Lie"), "shop", family_name="Lie")
    name = facts_of(kari)["family_name"]
    assert (name.agreeing, name.differing) == (["SHOP"], [])


def test_a_source_that_agrees_twice_is_named_once():
    kari = make_customer(family_name="Lie")
    for number in (1, 2):
        kari = say(kari, "shop", number=number, family_name="Lie")
    assert facts_of(kari)["family_name"].agreeing == ["SHOP"]


def test_a_private_fact_is_masked_with_all_that_is_said_of_it():
    kari = say(make_customer(personal_income="a"), "shop", personal_income="b")
    income = facts_of(kari)["personal_income"]
    assert (income.is_masked, income.words, list(income.statements)) == (True, "", [])


def test_the_record_of_a_source_masks_private_facts():
    kari = make_customer(given_name="Kari", personal_income="x")
    record = customer_card(kari, is_revealed=False).sources[0]
    assert dict(record.facts) == {"Given name": "Kari", "Personal income per year": ""}


def test_a_private_fact_shows_when_it_is_revealed():
    kari = make_customer(gender_self_described="Sagene")
    assert facts_of(kari, is_revealed=True)["gender_self_described"].words == "Sagene"


def test_a_special_category_never_shows():
    kari = make_customer(given_name="Kari", religion="x")
    assert set(facts_of(kari, is_revealed=True)) == {"given_name"}


def test_gaps_stand_by_name_the_weightiest_first():
    kari = make_customer(given_name="Kari")
    gaps = customer_card(kari, is_revealed=False).gaps
    assert [gap.weight for gap in gaps] == sorted((gap.weight for gap in gaps), reverse=True)
    assert ("E-mail", False) in {(gap.label, gap.is_outdated) for gap in gaps}


def test_a_fact_past_its_validity_is_an_outdated_gap():
    long_ago = NOW - timedelta(days=4_000)
    kari = make_customer(email="kari@post.example", observed_at=long_ago)
    gaps = {gap.slug: gap.is_outdated for gap in customer_card(kari, is_revealed=False).gaps}
    assert gaps["email"] is True


def test_a_settled_fact_shows_who_settled_it_and_why():
    kari = make_customer(household_size=4)
    correct_fact(
        customer=kari, slug="household_size", value=3, reason="She called", actor=TESTER, now=NOW, lock=True,
    )  # fmt: skip
    size = facts_of(Customer.objects.get(pk=kari.pk))["household_size"]
    assert (size.words, size.lock.reason, size.lock.actor_label) == (
        "3 people",
        "She called",
        "tests",
    )


def test_a_secret_address_is_on_no_part_of_the_card():
    address = {"street": "Hemmelig vei 7", "postal_code": "0150", "city": "Oslo", "country": "NO"}
    kari = make_customer(given_name="Kari", postal_address=address)
    protect_customer(customer=kari, kind="secret_address", reason="letter", actor=TESTER, now=NOW)
    card = customer_card(Customer.objects.get(pk=kari.pk), is_revealed=True)
    assert "Hemmelig" not in repr(card)
    assert "postal_address" not in {gap.slug for gap in card.gaps}


def test_a_secret_address_is_not_on_the_timeline():
    address = {"street": "Hemmelig vei 7", "postal_code": "0150", "city": "Oslo", "country": "NO"}
    kari = make_customer(given_name="Kari", postal_address=address)
    protect_customer(customer=kari, kind="secret_address", reason="letter", actor=TESTER, now=NOW)
    assert "Hemmelig" not in repr(timeline(kari.pk, 20))


def test_the_timeline_tells_how_a_fact_changed():
    kari = say(
        say(make_customer(given_name="Kari"), "shop", family_name="Lie"),
        "shop",
        NOW + timedelta(1),
        family_name="Moe",
    )
    newest = timeline(kari.pk, 10)[0]
    assert (newest.title, newest.detail) == ("SHOP: changed", "Family name: Lie → Moe")


def test_the_timeline_names_a_private_fact_without_its_value():
    kari = make_customer(gender_self_described="Sagene")
    assert timeline(kari.pk, 10)[0].detail == "Gender in own words"


@pytest.mark.parametrize(
    ("slug", "value", "words"),
    [
        ("household_size", 1, "1 person"),
        ("household_size", 4, "4 people"),
        ("lifetime_value", 18450.5, "18,450.50 NOK"),
        ("lifetime_value", 12000, "12,000 NOK"),
        ("birth_year", 1984, "1984"),
        ("birth_date", "1984-05-17", "17 May 1984"),
        ("case_study", True, "Yes"),
        ("case_study", False, "No"),
        ("interests", ["hiking", "wool"], "hiking, wool"),
        ("country", "NO", "Norway"),
        ("language", "nb", "Norwegian"),
        ("likely_to_recommend", 9, "9 of 10"),
        ("personal_income", {"declined": True}, "Prefers not to say"),
        (
            "postal_address",
            {"street": "Storgata 1", "postal_code": "0155", "city": "Oslo", "country": "NO"},
            "Storgata 1, 0155 Oslo, Norway",
        ),
        ("given_name", None, ""),
        ("fact_that_is_gone", "left over", "left over"),
    ],
)
def test_a_value_reads_as_a_person_says_it(slug, value, words):
    assert load_vocabulary().words(slug, value) == words


def test_events_say_what_was_bought():
    from profiles.models import Event, EventLine, Product, SourceRecord

    kari = make_customer(source="shop", given_name="Kari")
    bought = Event.objects.create(
        source=make_source("shop"), event_key="1", record=SourceRecord.objects.get(customer=kari), customer=kari,
        kind="purchase", occurred_at=datetime(2026, 3, 2, tzinfo=UTC), amount="1299.00", currency="NOK",
    )  # fmt: skip
    jumper = Product.objects.create(code="W1", name="Wool jumper")
    EventLine.objects.create(event=bought, product=jumper)
    entry = timeline(kari.pk, 5)[0]
    assert (entry.title, entry.detail) == ("Purchase", "1,299.00 NOK · Wool jumper · SHOP")
