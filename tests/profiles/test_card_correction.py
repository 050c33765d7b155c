"""Correct this fact, settle it, add a customer."""

import pytest
from django.urls import reverse

from profiles.models import Customer, ReadEvent, RecordChange, ValueLock
from tests.factories import make_colleague, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def steward(client):
    client.force_login(make_colleague("steward"))
    return client


def correct(client, customer, slug, **said):
    return client.post(reverse("admin:profiles_customer_correct", args=[customer.pk, slug]), said)


def known(customer):
    return Customer.objects.get(pk=customer.pk).attributes


def test_a_correction_wins_over_what_the_source_says(steward):
    kari = make_customer(family_name="Ødegård")
    correct(steward, kari, "family_name", family_name="Lie", reason="She called")
    assert known(kari)["family_name"] == "Lie"


@pytest.mark.parametrize(
    ("slug", "said", "kept"),
    [
        ("phone", {"phone": "912 34 567"}, "+4791234567"),
        ("birth_date", {"birth_date": "1984-05-17"}, "1984-05-17"),
        ("interests", {"interests": "wool, hiking"}, ["hiking", "wool"]),
        ("household_size", {"household_size": "3"}, 3),
        ("case_study", {"case_study": "true"}, True),
        ("lifetime_value", {"lifetime_value": "18 450,50"}, 18450.5),
        ("language", {"language": "nb"}, "nb"),
        ("country", {"country": "SE"}, "SE"),
        (
            "postal_address",
            {"postal_address__street": "Storgata 1", "postal_address__postal_code": "155",
             "postal_address__city": "Oslo", "postal_address__country": "NO"},
            {"street": "Storgata 1", "postal_code": "0155", "city": "Oslo", "country": "NO"},
        ),
        ("personal_income", {"is_declined": "on"}, {"declined": True}),
    ],
)  # fmt: skip
def test_each_type_is_kept_in_its_canonical_form(steward, slug, said, kept):
    kari = make_customer(given_name="Kari")
    correct(steward, kari, slug, **said)
    assert known(kari)[slug] == kept


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("email", {"email": "not an address"}),
        ("birth_date", {"birth_date": "2999-01-01"}),
        ("language", {"language": "klingon"}),
        ("household_size", {"household_size": "many"}),
        ("family_name", {}),
        ("family_name", {"family_name": "Lie", "lock": "on"}),
        ("family_name", {"family_name": "Lie", "lock": "on", "reason": "x", "until": "2000-01-01"}),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_changes(steward, slug, said):
    kari = make_customer(given_name="Kari")
    before = known(kari)
    answer = correct(steward, kari, slug, **said)
    assert answer.status_code == 422
    assert known(kari) == before


def test_settling_keeps_the_reason_and_the_person(steward):
    kari = make_customer(household_size=4)
    correct(steward, kari, "household_size", household_size="3", lock="on", reason="She called")
    lock = ValueLock.objects.get()
    assert (lock.value, lock.reason, lock.actor_label) == (3, "She called", "Ida Berg")


def test_lifting_lets_the_sources_decide_again(steward):
    kari = make_customer(household_size=4)
    correct(steward, kari, "household_size", household_size="3", lock="on", reason="She called")
    steward.post(reverse("admin:profiles_customer_lift_lock", args=[kari.pk, "household_size"]))
    assert not ValueLock.objects.exists()
    assert known(kari)["household_size"] == 4


def test_taking_a_correction_back_is_in_the_journal(steward):
    kari = make_customer(family_name="Ødegård")
    correct(steward, kari, "family_name", family_name="Lie")
    steward.post(reverse("admin:profiles_customer_lift_lock", args=[kari.pk, "family_name"]))
    newest = RecordChange.objects.order_by("-pk").first()
    assert (newest.kind, newest.before, newest.after) == ("removed", {"family_name": "Lie"}, None)
    assert known(kari)["family_name"] == "Ødegård"


def test_the_card_offers_to_take_a_correction_back_where_a_source_says_otherwise(steward):
    kari, ola = make_customer(family_name="Ødegård"), make_customer(given_name="Ola")
    for customer in (kari, ola):
        correct(steward, customer, "family_name", family_name="Lie")
    pages = [
        steward.get(reverse("admin:profiles_customer_change", args=[customer.pk])).content.decode()
        for customer in (kari, ola)
    ]
    assert ["Let sources decide" in page for page in pages] == [True, False]


def test_the_form_says_what_each_source_says(steward):
    kari = make_customer(family_name="Ødegård", external_id="8812")
    page = steward.get(
        reverse("admin:profiles_customer_correct", args=[kari.pk, "family_name"])
    ).content.decode()
    assert "CRM (8812)" in page
    assert "Used now" in page


def test_the_form_of_a_private_fact_reveals_nothing(steward):
    kari = make_customer(gender_self_described="secret words")
    address = reverse("admin:profiles_customer_correct", args=[kari.pk, "gender_self_described"])
    assert "secret words" not in steward.get(address).content.decode()


@pytest.mark.parametrize("slug", ["religion", "no_such_fact"])
def test_special_and_unknown_facts_are_corrected_nowhere(steward, slug):
    kari = make_customer(given_name="Kari")
    assert correct(steward, kari, slug, religion="x").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("marketer", 403), ("officer", 403), ("analyst", 403)]
)
def test_only_stewards_correct(client, role, status):
    kari = make_customer(given_name="Kari")
    client.force_login(make_colleague(role))
    assert correct(client, kari, "given_name", given_name="Karin").status_code == status
    assert known(kari)["given_name"] == "Kari"


ADD = "admin:profiles_customer_add"


def test_a_new_customer_gets_a_card(steward):
    answer = steward.post(
        reverse(ADD), {"kind": "person", "given_name": "Kari", "phone": "912 34 567"}
    )
    kari = Customer.objects.get()
    assert answer.headers["Location"] == reverse("admin:profiles_customer_change", args=[kari.pk])
    assert (kari.given_name, kari.attributes["phone"]) == ("Kari", "+4791234567")


def test_an_organisation_is_asked_for_other_facts(steward):
    steward.post(reverse(ADD), {"kind": "organisation", "organisation_name": "Nordlys AS"})
    assert Customer.objects.get().kind == "organisation"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"given_name": "K", "email": "KARI@post.example"}, "the same e-mail address"),
        ({"given_name": "K", "phone": "91234567"}, "the same telephone number"),
        ({"given_name": "kari", "family_name": "lie"}, "the same name"),
    ],
)
def test_somebody_who_looks_the_same_is_shown_before_anything_is_saved(steward, said, reason):
    kari = make_customer(
        given_name="Kari", family_name="Lie", email="kari@post.example", phone="+4791234567"
    )
    page = steward.post(reverse(ADD), {"kind": "person", **said})
    assert f"Kari Lie</a>: {reason}" in page.content.decode()
    assert Customer.objects.count() == 1
    assert ReadEvent.objects.get(view="similar_customers").subjects == [kari.pk]


def test_after_the_warning_the_customer_can_be_added_all_the_same(steward):
    make_customer(given_name="Kari", family_name="Lie")
    steward.post(
        reverse(ADD), {"kind": "person", "given_name": "Kari", "family_name": "Lie", "is_new": "1"}
    )
    assert Customer.objects.count() == 2


def test_nobody_is_added_without_a_name_or_a_way_to_be_reached(steward):
    answer = steward.post(reverse(ADD), {"kind": "person", "birth_date": "1984-05-17"})
    assert (answer.status_code, Customer.objects.count()) == (422, 0)


def test_a_marketer_adds_nobody(client):
    client.force_login(make_colleague("marketer"))
    assert client.post(reverse(ADD), {"given_name": "Kari"}).status_code == 403
    assert not Customer.objects.exists()
