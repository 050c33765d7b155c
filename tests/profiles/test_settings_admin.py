"""Sources, the catalogue, activities and the read log in the back office."""

import pytest
from django.urls import reverse

from profiles.models import Attribute, Event, ReadEvent, RecomputeRun, Source, SourceRecord
from profiles.services.reading import log_read
from tests.factories import NOW, TESTER, make_colleague, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

LISTS = [
    "admin:profiles_source_changelist",
    "admin:profiles_attribute_changelist",
    "admin:profiles_event_changelist",
    "admin:profiles_readevent_changelist",
]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("administrator", [200, 200, 200, 200]),
        ("steward", [200, 200, 200, 200]),
        ("officer", [200, 200, 200, 200]),
        ("marketer", [200, 200, 200, 403]),
        ("analyst", [200, 200, 403, 403]),
    ],
)
def test_each_role_sees_its_lists(client, role, statuses):
    client.force_login(make_colleague(role))
    assert [client.get(reverse(name)).status_code for name in LISTS] == statuses


@pytest.fixture
def steward(client):
    client.force_login(make_colleague("steward"))
    return client


def source_form(**said):
    return {
        "name": "Shop",
        "kind": "shop",
        "rank": "40",
        "ownership": "own",
        "is_active": "on",
        **said,
    }


def test_a_source_changes_through_its_service(steward):
    shop = Source.objects.get(slug="shop")
    steward.post(reverse("admin:profiles_source_change", args=[shop.pk]), source_form(rank="5"))
    shop.refresh_from_db()
    assert (shop.rank, RecomputeRun.objects.count()) == (5, 1)


def test_a_refusal_stands_at_its_field_and_nothing_is_kept(steward):
    shop = Source.objects.get(slug="shop")
    page = steward.post(
        reverse("admin:profiles_source_change", args=[shop.pk]),
        source_form(name="Bought list", ownership="third_party"),
    )
    shop.refresh_from_db()
    assert "Say under which licence" in page.content.decode()
    assert shop.name == "Shop"


def test_a_source_is_added(steward):
    steward.post(reverse("admin:profiles_source_add"), source_form(name="Till", slug="till"))
    assert Source.objects.get(slug="till").name == "Till"


def fact_form(fact, **said):
    names = {
        "labels_nb": "Navn",
        "labels_sv": "Namn",
        "labels_fi": "Nimi",
        "labels_da": "Navn",
        "labels_en": "Name",
    }
    inline = {
        "options-TOTAL_FORMS": "0", "options-INITIAL_FORMS": "0", "options-MIN_NUM_FORMS": "0",
        "options-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    kept = {
        "half_life_days": str(fact.half_life_days),
        "weight": str(fact.weight),
        "is_enabled": "on",
    }
    return {**names, **inline, **kept, **said}


def test_a_fact_is_named_in_five_languages(steward):
    name = Attribute.objects.get(slug="given_name")
    steward.post(reverse("admin:profiles_attribute_change", args=[name.pk]), fact_form(name))
    name.refresh_from_db()
    assert name.labels == {"nb": "Navn", "sv": "Namn", "fi": "Nimi", "da": "Navn", "en": "Name"}


def test_a_new_validity_computes_everybody_anew(steward):
    email = Attribute.objects.get(slug="email")
    address = reverse("admin:profiles_attribute_change", args=[email.pk])
    steward.post(address, fact_form(email, half_life_days="30"))
    assert RecomputeRun.objects.get().reason == "Name"


def test_no_fact_is_added_or_deleted_by_hand(steward):
    email = Attribute.objects.get(slug="email")
    assert steward.get(reverse("admin:profiles_attribute_add")).status_code == 403
    assert (
        steward.get(reverse("admin:profiles_attribute_delete", args=[email.pk])).status_code == 403
    )


def test_seeing_activities_is_noted(steward):
    kari = make_customer(source="shop", given_name="Kari")
    Event.objects.create(
        source=Source.objects.get(slug="shop"), event_key="1", record=SourceRecord.objects.get(customer=kari),
        customer=kari, kind="purchase", occurred_at=NOW, amount="10.00", currency="NOK",
    )  # fmt: skip
    page = steward.get(reverse("admin:profiles_event_changelist")).content.decode()
    noted = ReadEvent.objects.get()
    assert "10.00 NOK" in page
    assert (noted.view, noted.subjects) == ("activity_list", [kari.pk])


def test_the_officer_finds_who_saw_a_customer(client):
    kari, ola = make_customer(given_name="Kari"), make_customer(given_name="Ola")
    log_read(actor=TESTER, view="customer_card", subjects=[kari.pk], now=NOW)
    log_read(actor=TESTER, view="customer_card", subjects=[ola.pk], now=NOW)
    client.force_login(make_colleague("officer"))
    page = client.get(reverse("admin:profiles_readevent_changelist"), {"q": str(kari.pk)})
    assert [entry.subjects for entry in page.context["cl"].result_list] == [[kari.pk]]


def test_nobody_writes_into_the_read_log(client):
    log_read(actor=TESTER, view="customer_card", subjects=[], now=NOW)
    client.force_login(make_colleague("administrator"))
    entry = ReadEvent.objects.get()
    assert client.get(reverse("admin:profiles_readevent_add")).status_code == 403
    assert (
        client.post(reverse("admin:profiles_readevent_change", args=[entry.pk])).status_code == 403
    )
