"""The list of customers: found by what one types, narrowed, quick, and noted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from config.lib.statistics import refresh_statistics
from profiles.models import Customer, Protection, ReadEvent, SourceRecord
from profiles.models.customer import name_order
from profiles.selectors.customer_list import first_keys, in_order_of
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_many, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LIST = "admin:profiles_customer_changelist"


@pytest.fixture
def steward(client):
    client.force_login(make_colleague("steward"))
    return client


def found(client, **asked):
    rows = client.get(reverse(LIST), asked).context["cl"].result_list
    return [customer.display_name for customer in rows]


def test_search_finds_nordic_letters_by_the_start_of_a_name(steward):
    make_customer(given_name="Ingrid", family_name="Ødegård")
    make_customer(given_name="Ola", family_name="Berg")
    assert found(steward, q="ødeg") == ["Ingrid Ødegård"]


@pytest.mark.parametrize(
    "words", ["lie ingrid", "INGRID", "ingrid@post.example", "91234567", "K-771"]
)
def test_search_finds_by_every_word_in_any_order(steward, words):
    make_customer(
        external_id="K-771", given_name="Ingrid", family_name="Lie", email="ingrid@post.example", phone="+4791234567",
    )  # fmt: skip
    make_customer(given_name="Ola", family_name="Lie")
    assert found(steward, q=words) == ["Ingrid Lie"]


def test_names_stand_in_the_nordic_order_and_nobody_s_name_last(steward):
    for name in ("Åsen", "Berg", "Ødegård"):
        make_customer(family_name=name)
    make_customer(loyalty_number="1")
    assert found(steward) == ["Berg", "Ødegård", "Åsen", "Customer without a name"]


def test_a_customer_without_a_name_shows_its_id(steward):
    make_customer(external_id="00042", loyalty_number="1")
    assert "Customer without a name: 00042" in steward.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kind": "organisation"}, ["Nordlys AS"]),
        ({"country": "SE"}, ["Ola"]),
        ({"source": "shop"}, ["Ola"]),
        ({"missing": "phone"}, ["Nordlys AS", "Ola"]),
        ({"known": "0"}, ["Nordlys AS", "Ola"]),
        ({"known": "100"}, []),
        ({"fact": "phone~known"}, ["Kari"]),
        ({"fact": "phone~missing"}, ["Nordlys AS", "Ola"]),
        ({"fact": "birth_year_band~known"}, ["Kari"]),
        ({"fact": "industry~known"}, ["Nordlys AS"]),
        ({"fact": "industry~missing"}, []),
        ({"use": "restricted"}, ["Per"]),
        ({}, ["Kari", "Nordlys AS", "Ola"]),
    ],
)
def test_a_filter_narrows(steward, asked, names):
    everything = {
        "email": "kari@post.example", "phone": "+4791234567", "interests": ["wool"], "preferred_channel": "email",
        "birth_year": 1984,
    }  # fmt: skip
    make_customer(given_name="Kari", **everything)
    make_customer(source="shop", given_name="Ola", country="SE")
    make_customer(kind="organisation", organisation_name="Nordlys AS", industry="retail")
    restricted = make_customer(given_name="Per", country="NO")
    Customer.objects.filter(pk=restricted.pk).update(restricted_at=NOW)
    assert found(steward, **asked) == names


def test_a_row_shows_how_to_reach_the_customer(steward):
    make_customer(given_name="Kari", email="kari@post.example", phone="+4791234567")
    page = steward.get(reverse(LIST)).content.decode()
    assert "kari@post.example" in page
    assert "+4791234567" in page


def test_a_secret_telephone_is_not_in_the_list(steward):
    kari = make_customer(given_name="Kari", phone="+4791234567")
    Protection.objects.create(customer=kari, kind="secret_phone", actor_kind="system", actor_id="t")
    page = steward.get(reverse(LIST)).content.decode()
    assert "Secret telephone" in page
    assert "+4791234567" not in page


def test_each_page_is_noted_with_whom_it_showed(steward):
    kari = make_customer(given_name="Kari")
    steward.get(reverse(LIST))
    noted = ReadEvent.objects.get()
    assert (noted.view, noted.subjects) == ("customer_list", [kari.pk])


def test_a_page_costs_the_same_however_many_it_shows(steward):
    make_customer(given_name="Kari", email="kari@post.example")
    steward.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as one:
        steward.get(reverse(LIST))
    for number in range(12):
        make_customer(given_name=f"Ola {number}", email=f"ola{number}@post.example")
    with CaptureQueriesContext(connection) as thirteen:
        steward.get(reverse(LIST))
    assert len(thirteen) == len(one)


def test_no_query_counts_or_sorts_the_whole_table(steward):
    make_customer(given_name="Kari")
    with CaptureQueriesContext(connection) as queries:
        steward.get(reverse(LIST))
    counting = [
        q["sql"] for q in queries if "COUNT(" in q["sql"] and "profiles_customer" in q["sql"]
    ]
    assert all("LIMIT 1001" in sql for sql in counting)
    assert counting


def test_the_order_of_change_goes_by_one_index(steward):
    with CaptureQueriesContext(connection) as queries:
        steward.get(reverse(LIST), {"o": "-6"})
    page = [
        q["sql"] for q in queries if 'ORDER BY "profiles_customer"."updated_at" DESC' in q["sql"]
    ]
    assert (
        'ORDER BY "profiles_customer"."updated_at" DESC, "profiles_customer"."uid" DESC' in page[0]
    )


def test_more_than_a_thousand_are_said_to_be_more(steward):
    make_many(
        Customer(given_name="Kari", sort_key=f"{n:04}", search_text="kari") for n in range(1_001)
    )
    page = steward.get(reverse(LIST), {"q": "kari"})
    assert "More than 1,000 customers fit" in page.content.decode()
    assert len(page.context["cl"].result_list) == 50


def test_those_of_whom_one_source_tells_are_found_first_where_they_are_few_of_all(steward):
    everybody = make_many(Customer(given_name="Kari", sort_key=f"{n:05}") for n in range(10_050))
    shop = make_source("shop")
    SourceRecord.objects.bulk_create(
        SourceRecord(source=shop, external_id=each.sort_key, customer=each, observed_at=NOW)
        for each in everybody[:1_001]
    )
    refresh_statistics([Customer, SourceRecord])
    page = steward.get(reverse(LIST), {"source": "shop"})
    assert "More than 1,000 customers fit" in page.content.decode()
    assert len(page.context["cl"].result_list) == 50


def test_the_first_thousand_keep_their_order():
    for name in ("Berg", "Aas"):
        make_customer(family_name=name)
    by_name = Customer.objects.order_by("-sort_key")
    ordered = in_order_of(by_name, first_keys(by_name))
    assert [customer.family_name for customer in ordered] == ["Berg", "Aas"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("sv", ["Åberg", "Ängberg", "Öberg"]), ("fi", ["Åberg", "Ängberg", "Öberg"]),
     ("nb", ["Ängberg", "Öberg", "Åberg"]), ("da", ["Ängberg", "Öberg", "Åberg"])],
)  # fmt: skip
def test_names_stand_in_the_order_of_the_reader_s_language(client, language, expected):
    for name in ("Öberg", "Åberg", "Ängberg"):
        make_customer(family_name=name)
    client.force_login(make_colleague("steward", language=language))
    listed = client.get(reverse(LIST)).context["cl"].result_list
    assert [customer.family_name for customer in listed] == expected
    found = client.get(reverse(LIST), {"q": "berg"}).context["cl"].result_list
    assert [customer.family_name for customer in found] == expected


@pytest.mark.parametrize(
    ("language", "index"),
    [("sv", "profiles_customer_by_name_east"), ("nb", "profiles_customer_by_name")],
)
def test_either_order_of_names_is_read_from_an_index(language, index):
    with translation.override(language):
        page = Customer.objects.with_name_order().order_by(*name_order())[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(
            f"EXPLAIN {page.query.sql_with_params()[0]}", page.query.sql_with_params()[1]
        )
        assert f"using {index} on" in str(cursor.fetchall())


def test_an_analyst_sees_no_list(client):
    client.force_login(make_colleague("analyst"))
    assert client.get(reverse(LIST)).status_code == 403


def test_nobody_deletes_from_the_list(client):
    kari = make_customer(given_name="Kari")
    client.force_login(make_colleague("administrator"))
    assert client.get(reverse("admin:profiles_customer_delete", args=[kari.pk])).status_code == 403


def test_the_last_purchase_stands_in_the_row(steward):
    from profiles.models import CustomerMetric

    kari = make_customer(given_name="Kari")
    CustomerMetric.objects.filter(customer=kari).update(last_purchase_at=NOW - timedelta(days=59))
    assert "1 Jan 2026" in steward.get(reverse(LIST)).content.decode()


def test_a_contact_detail_that_bounced_is_not_shown(steward):
    kari = make_customer(given_name="Kari", email="old@post.example")
    record_values(
        source=make_source("shop"), external_id="S1", values={"email": "new@post.example"}, observed_at=NOW,
        actor=TESTER, now=NOW, customer=kari,
    )  # fmt: skip
    kari.contact_points.filter(normalised="old@post.example").update(bounced_at=NOW)
    page = steward.get(reverse(LIST)).content.decode()
    assert ("new@post.example" in page, "old@post.example" in page) == (True, False)
