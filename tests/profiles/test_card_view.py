"""The card's address: who may see it, what is logged, and where old ids lead."""

from uuid import uuid4

import pytest
from django.urls import reverse

from profiles.models import Protection, ReadEvent, RetiredId
from tests.factories import make_colleague, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def kari():
    return make_customer(given_name="Kari", family_name="Ødegård", gender_self_described="Sagene")


def card(uid):
    return reverse("admin:profiles_customer_change", args=[uid])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("steward", 200),
        ("marketer", 200),
        ("officer", 200),
        ("administrator", 200),
        ("analyst", 403),
    ],
)
def test_each_role_is_let_in_or_not(client, kari, role, status):
    client.force_login(make_colleague(role))
    assert client.get(card(kari.pk)).status_code == status


def test_opening_the_card_is_noted(client, kari):
    ida = make_colleague("steward")
    client.force_login(ida)
    client.get(card(kari.pk))
    noted = ReadEvent.objects.get()
    assert (noted.view, noted.subjects, noted.actor_id) == ("customer_card", [kari.pk], str(ida.pk))


def test_the_card_hides_a_private_fact(client, kari):
    client.force_login(make_colleague("steward"))
    page = client.get(card(kari.pk)).content.decode()
    assert "Gender in own words" in page
    assert "Sagene" not in page


def test_a_reason_reveals_private_facts_and_is_noted(client, kari):
    client.force_login(make_colleague("steward"))
    address = reverse("admin:profiles_customer_reveal", args=[kari.pk])
    page = client.post(address, {"why": "customer_asked"}).content.decode()
    noted = ReadEvent.objects.get()
    assert "Sagene" in page
    assert (noted.view, noted.purpose) == ("customer_card_private", "customer_asked")


def test_without_a_reason_nothing_is_revealed_or_noted(client, kari):
    client.force_login(make_colleague("steward"))
    answer = client.post(reverse("admin:profiles_customer_reveal", args=[kari.pk]))
    assert (answer.status_code, "Sagene" in answer.content.decode()) == (422, False)
    assert not ReadEvent.objects.exists()


def test_a_get_reveals_nothing(client, kari):
    client.force_login(make_colleague("steward"))
    answer = client.get(reverse("admin:profiles_customer_reveal", args=[kari.pk]))
    assert answer.headers["Location"] == card(kari.pk)


def test_a_marketer_may_not_reveal(client, kari):
    client.force_login(make_colleague("marketer"))
    address = reverse("admin:profiles_customer_reveal", args=[kari.pk])
    assert client.post(address, {"why": "customer_asked"}).status_code == 403


def test_an_old_id_leads_to_who_took_its_place(client, kari):
    old = RetiredId.objects.create(uid=uuid4(), customer=kari, reason="merged")
    client.force_login(make_colleague("steward"))
    answer = client.get(card(old.pk))
    assert (answer.status_code, answer.headers["Location"]) == (308, card(kari.pk))


def test_the_id_of_somebody_erased_says_gone(client):
    erased = RetiredId.objects.create(uid=uuid4(), customer=None, reason="erased")
    client.force_login(make_colleague("steward"))
    assert client.get(card(erased.pk)).status_code == 410


@pytest.mark.parametrize("uid", ["5b5a3c1e-0000-4000-8000-000000000000", "no-id", "12"])
def test_an_id_that_never_was_is_not_found(client, uid):
    client.force_login(make_colleague("steward"))
    assert client.get(card(uid)).status_code == 404


def test_the_card_costs_the_same_however_much_is_known(client, django_assert_max_num_queries):
    short, long = make_customer(given_name="Ola"), make_customer(
        given_name="Kari", family_name="Lie", interests=["wool"], household_size=3, employer="Fjell AS",
    )  # fmt: skip
    client.force_login(make_colleague("steward"))
    client.get(card(short.pk))
    with django_assert_max_num_queries(46) as first:
        client.get(card(short.pk))
    with django_assert_max_num_queries(len(first)):
        client.get(card(long.pk))


def test_the_card_says_do_not_contact_and_why(client):
    ola = make_customer(given_name="Ola", email="ola@post.example")
    Protection.objects.create(customer=ola, kind="deceased", actor_kind="system", actor_id="t")
    client.force_login(make_colleague("steward"))
    assert "Do not contact: deceased" in client.get(card(ola.pk)).content.decode()


def test_a_steward_protects_and_the_address_disappears(client):
    address = {"street": "Hemmelig vei 7", "postal_code": "0150", "city": "Oslo", "country": "NO"}
    kari = make_customer(given_name="Kari", postal_address=address)
    client.force_login(make_colleague("administrator"))
    client.post(
        reverse("admin:profiles_customer_protect", args=[kari.pk]),
        {"kind": "secret_address", "reason": "A letter of 3 March"},
    )
    page = client.get(card(kari.pk)).content.decode()
    assert "Secret address" in page
    assert "Hemmelig" not in page


def test_lifting_a_protection_needs_the_right_to(client, kari):
    shield = Protection.objects.create(
        customer=kari, kind="secret_phone", actor_kind="system", actor_id="t"
    )
    client.force_login(make_colleague("steward"))
    address = reverse("admin:profiles_customer_lift_protection", args=[kari.pk, shield.pk])
    assert client.post(address, {"reason": "moved"}).status_code == 403
    shield.refresh_from_db()
    assert shield.lifted_at is None


def test_lifting_a_protection_needs_a_reason(client, kari):
    shield = Protection.objects.create(
        customer=kari, kind="secret_phone", actor_kind="system", actor_id="t"
    )
    client.force_login(make_colleague("administrator"))
    address = reverse("admin:profiles_customer_lift_protection", args=[kari.pk, shield.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "The register says so"})
    shield.refresh_from_db()
    assert (shield.lifted_by, shield.lifted_reason) == ("Ida Berg", "The register says so")


def test_nobody_lifts_the_protection_of_another_customer_by_address(client, kari):
    ola = make_customer(given_name="Ola")
    shield = Protection.objects.create(
        customer=ola, kind="secret_phone", actor_kind="system", actor_id="t"
    )
    client.force_login(make_colleague("administrator"))
    address = reverse("admin:profiles_customer_lift_protection", args=[kari.pk, shield.pk])
    assert client.post(address, {"reason": "x"}).status_code == 404


def test_markup_in_a_name_stays_text(client):
    mallory = make_customer(given_name="<script>alert(1)</script>", family_name="Moe")
    client.force_login(make_colleague("steward"))
    page = client.get(card(mallory.pk)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
