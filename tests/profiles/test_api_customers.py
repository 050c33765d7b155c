"""Customers over the API: the list, one of them, and what a key may see of both."""

import pytest

from integrations.choices import Scope
from profiles.models import Customer, ReadEvent, RetiredId
from profiles.services.protection import protect_customer
from tests.factories import NOW, TESTER, make_customer, make_source
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def kari(company):
    make_source()
    return make_customer(
        external_id="K1",
        given_name="Kari",
        family_name="Nordmann",
        email="kari@fjell.example",
        phone="+4791234567",
        city="Oslo",
        interests=["ski"],
        personal_income="nok_400_600",
    )


def rows(answer):
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_the_list_shows_what_the_purpose_may_read(kari):
    (row,) = rows(Caller(purposes=["profiling"]).get("customers"))
    assert row["id"] == str(kari.pk)
    assert row["source_ids"] == ["K1"]
    assert row["facts"] == {
        "email": "kari@fjell.example",
        "phone": "+4791234567",
        "city": "Oslo",
        "interests": ["ski"],
    }


def test_two_purposes_read_what_either_may(kari):
    (row,) = rows(Caller(purposes=["profiling", "service"]).get("customers"))
    assert {"given_name", "interests"} <= row["facts"].keys()


def test_private_facts_want_their_own_scope(kari):
    scopes = [Scope.CUSTOMERS_READ, Scope.FACTS_PRIVATE]
    (row,) = rows(Caller(purposes=["profiling"], scopes=scopes).get("customers"))
    assert row["facts"]["personal_income"] == "nok_400_600"
    (row,) = rows(Caller(purposes=["service"], scopes=scopes).get("customers"))
    assert "personal_income" not in row["facts"]


def test_special_categories_are_never_read(kari):
    Customer.objects.update(attributes={"religion": "none", "email": "kari@fjell.example"})
    scopes = [Scope.CUSTOMERS_READ, Scope.FACTS_PRIVATE]
    caller = Caller(purposes=["sensitive_facts", "profiling"], scopes=scopes)
    assert rows(caller.get("customers"))[0]["facts"] == {"email": "kari@fjell.example"}
    assert caller.get("customers?fields=facts.religion").status_code == 400


@pytest.mark.parametrize(
    ("purpose", "query"),
    [
        ("profiling", "ordering=name"),
        ("profiling", "fields=facts.given_name"),
        ("profiling", "fields=facts.personal_income"),
        ("sensitive_facts", "email=kari@fjell.example"),
        ("sensitive_facts", "phone=%2B4791234567"),
        ("sensitive_facts", "country=NO"),
        ("sensitive_facts", "postal_code=0155"),
        ("service", "interest=ski"),
    ],
)
def test_what_may_not_be_read_cannot_be_asked_about(kari, purpose, query):
    answer = Caller(purposes=[purpose]).get(f"customers?{query}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [query.split("=")[0]]
    assert "Kari" not in answer.content.decode()


def test_filters_find(kari):
    other = make_customer(external_id="K2", given_name="Ola", country="NO", postal_code="0155")
    caller = Caller(purposes=["customer_care"])

    def found(query):
        return {row["id"] for row in rows(caller.get(f"customers?{query}"))}

    both = {str(kari.pk), str(other.pk)}
    assert found("email=KARI@fjell.example") == {str(kari.pk)}
    assert found("phone=%2B4791234567") == {str(kari.pk)}
    assert found("source_id=K2") == {str(other.pk)}
    assert found("country=NO&postal_code=0155") == {str(other.pk)}
    assert found("interest=ski") == {str(kari.pk)}
    assert found("kind=person") == both
    assert found("kind=organisation") == set()
    assert found("updated_since=2026-03-01T12:00:00Z") == both
    assert found("updated_since=2026-03-01T12:00:01Z") == set()


def test_ids_of_another_source_are_not_the_key_s(kari):
    make_source("shop")
    make_customer(source="shop", external_id="S1")
    caller = Caller(source="crm", purposes=["customer_care"])
    assert rows(caller.get("customers?source_id=S1")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("emial=kari@fjell.example", "emial"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=%D9%A3", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=WyJcdTAwMDAiLCAiXHUwMDAwIl0", "cursor"),
        ("ordering=attributes", "ordering"),
        ("fields=", "fields"),
        ("fields=search_text", "fields"),
        ("kind=robot", "kind"),
        ("updated_since=yesterday", "updated_since"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(kari, query, field):
    answer = Caller().get(f"customers?{query}")
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == "urn:kjenn:problem:invalid"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["message"]


def test_pages_hold_everybody_once(company):
    make_source()
    people = {str(make_customer(given_name=f"Kari{n}").pk) for n in range(7)}
    caller = Caller()
    seen, path = [], "customers?limit=3&ordering=name&fields=id"
    while path:
        page = caller.get(path).json()
        assert len(page["results"]) <= 3
        seen += [row["id"] for row in page["results"]]
        path = page["next"] and page["next"].partition("/api/v1/")[2]
    assert len(seen) == 7
    assert set(seen) == people


def test_sparse_fields_leave_out_the_rest(kari):
    (row,) = rows(Caller().get("customers?fields=id,facts.city"))
    assert row == {"id": str(kari.pk), "facts": {"city": "Oslo"}}


def test_the_list_costs_the_same_for_one_and_for_many(kari, django_assert_num_queries):
    caller = Caller()
    with django_assert_num_queries(10):
        caller.get("customers")
    for number in range(5):
        make_customer(given_name=f"Ola{number}", email=f"ola{number}@fjell.example")
    with django_assert_num_queries(10):
        assert len(rows(caller.get("customers"))) == 6


def test_reads_stand_in_the_read_log(kari):
    caller = Caller(name="Reporting")
    caller.get("customers")
    caller.get(f"customers/{kari.pk}")
    first, second = ReadEvent.objects.order_by("pk")
    assert (first.view, first.subjects, first.purpose) == (
        "api_customer_list", [kari.pk], "customer_care",
    )  # fmt: skip
    assert second.view == "api_customer"
    assert second.actor_kind == "key"
    assert second.actor_label.startswith("Reporting (kjenn_")


def test_a_customer_comes_with_sources_dates_and_contact_details(kari):
    answer = Caller().get(f"customers/{kari.pk}")
    assert answer.status_code == 200
    said = answer.json()
    assert said["origins"]["city"] == {
        "source": "crm", "said_on": "2026-03-01", "is_outdated": False,
    }  # fmt: skip
    assert [(d["kind"], d["value"], d["is_usable"]) for d in said["contact_details"]] == [
        ("email", "kari@fjell.example", True),
        ("phone", "+4791234567", True),
    ]
    details = Caller().get(f"customers/{kari.pk}/contact-details").json()
    assert details["results"] == said["contact_details"]


def test_an_unchanged_customer_is_not_sent_again(kari):
    caller = Caller()
    etag = caller.get(f"customers/{kari.pk}")["ETag"]
    assert caller.get(f"customers/{kari.pk}", If_None_Match=etag).status_code == 304
    make_customer(external_id="K1", given_name="Karin")
    assert caller.get(f"customers/{kari.pk}", If_None_Match=etag).status_code == 200


def test_contact_details_of_facts_that_may_not_be_read_are_not_shown(kari):
    caller = Caller(purposes=["sensitive_facts"])
    said = caller.get(f"customers/{kari.pk}").json()
    assert said["facts"] == said["origins"] == {}
    assert said["contact_details"] == []


def test_what_protection_hides_cannot_be_found_either(kari):
    caller = Caller()
    protect_customer(customer=kari, kind="protected_identity", reason="", actor=TESTER, now=NOW)
    said = caller.get(f"customers/{kari.pk}").json()
    assert said["contact_details"] == []
    assert {"email", "phone", "city"} & said["facts"].keys() == set()
    assert rows(caller.get("customers?email=kari@fjell.example")) == []
    assert rows(caller.get("customers?phone=%2B4791234567")) == []


def test_one_whose_use_is_restricted_is_like_nobody(kari):
    Customer.objects.update(restricted_at=NOW)
    caller = Caller()
    unknown = caller.get("customers/00000000-0000-0000-0000-000000000001")
    restricted = caller.get(f"customers/{kari.pk}")
    assert restricted.status_code == unknown.status_code == 404
    assert restricted.content == unknown.content
    assert rows(caller.get("customers")) == []


@pytest.mark.parametrize("below", ["", "/contact-details"])
def test_a_retired_id_leads_on_and_an_erased_one_is_gone(kari, below):
    retired = "00000000-0000-0000-0000-000000000002"
    RetiredId.objects.create(uid=retired, customer=kari, reason="merge")
    caller = Caller()
    answer = caller.get(f"customers/{retired}{below}")
    assert answer.status_code == 308
    assert answer["Location"] == f"/api/v1/customers/{kari.pk}{below}"
    RetiredId.objects.update(customer=None)
    assert caller.get(f"customers/{retired}{below}").status_code == 410
