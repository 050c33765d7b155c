"""What a program says of customers: as its own source, by the same rules as a file."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.choices import Scope
from profiles.models import Customer, DuplicatePair, RecordChange, SourceRecord
from tests.factories import NOW, make_customer, make_source
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
BOTH = [Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE]


@pytest.fixture
def shop(company):
    return Caller(source="shop", scopes=BOTH)


def says(**facts):
    return {"facts": facts, "observed_at": "2026-03-01T12:00:00Z"}


def test_a_new_customer_is_made(shop):
    answer = shop(
        "POST", "customers", {"source_id": "S1", **says(given_name="Kari", phone="912 34 567")}
    )
    assert answer.status_code == 201
    customer = Customer.objects.get()
    assert answer.json() == {"id": str(customer.pk), "source_id": "S1", "outcome": "created"}
    assert answer["Location"] == f"/api/v1/customers/{customer.pk}"
    assert customer.attributes == {"given_name": "Kari", "phone": "+4791234567"}
    change = RecordChange.objects.get()
    assert (change.source.slug, change.actor_kind) == ("shop", "key")


def test_the_contact_detail_joins_whom_nothing_contradicts(shop):
    make_source()
    known = make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")
    answer = shop(
        "POST",
        "customers",
        {"source_id": "S1", **says(given_name="Kari", email="Kari@Fjell.example")},
    )
    assert answer.status_code == 200
    assert answer.json() == {"id": str(known.pk), "source_id": "S1", "outcome": "joined"}
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"given_name": "Ola"},
        {"given_name": "Kari", "birth_date": "1971-01-01"},
    ],
)
def test_who_contradicts_becomes_a_customer_of_their_own_and_the_pair_is_put_aside(shop, said):
    make_source()
    make_customer(given_name="Kari", email="post@fjell.example", birth_date="1970-01-01")
    answer = shop(
        "POST", "customers", {"source_id": "S1", **says(email="post@fjell.example", **said)}
    )
    assert answer.json()["outcome"] == "created"
    pair = DuplicatePair.objects.get()
    assert (pair.reason, pair.state) == ("shared_contact", "open")


def test_a_known_id_is_not_made_again(shop):
    shop("POST", "customers", {"source_id": "S1", **says(given_name="Kari")})
    answer = shop("POST", "customers", {"source_id": "S1", **says(given_name="Ola")})
    assert answer.status_code == 409
    assert Customer.objects.get().given_name == "Kari"


@pytest.mark.parametrize(
    ("facts", "field", "message"),
    [
        ({"shoe_size": 44}, "facts.shoe_size", "There is no fact “shoe_size” in use"),
        ({"religion": "none"}, "facts.religion", "There is no fact “religion” in use"),
        ({"birth_date": "2026-13-01"}, "facts.birth_date", "2026-13-01"),
        ({"email": "kari"}, "facts.email", "kari"),
        ({"gender": {"a": 1}}, "facts.gender", "several values"),
        ({}, "facts", "Say at least one fact."),
    ],
)
def test_what_is_no_fact_is_refused_by_name(shop, facts, field, message):
    answer = shop("POST", "customers", {"source_id": "S1", "facts": facts})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert message in error["message"]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"facts": {"city": "Oslo"}}, "source_id"),
        ({"source_id": "S1", "facts": {"city": "Oslo"}, "fact": 1}, "fact"),
        ({"source_id": "S1", "facts": {"city": "Oslo"}, "observed_at": "2126-01-01T00:00:00Z"}, "observed_at"),
        ({"source_id": "S" * 201, "facts": {"city": "Oslo"}}, "source_id"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_body_that_is_not_understood_is_refused_by_name(shop, body, field):
    answer = shop("POST", "customers", body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "body",
    [
        b'{"facts": ', b"\xff", b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b'{"a": NaN}', b'{"a": 1e999}',
        b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}",
    ],
)  # fmt: skip
def test_json_that_cannot_be_kept_is_a_problem_and_no_fault(shop, body):
    answer = shop("POST", "customers", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_other_content_is_refused(shop):
    answer = shop._client.post(
        "/api/v1/customers", "a=b", content_type="text/plain", headers={"Authorization": f"Bearer {shop.text}"}
    )  # fmt: skip
    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:kjenn:problem:unsupported_media_type"


def test_a_body_that_is_too_large_is_refused_unread(shop):
    answer = shop("POST", "customers", b'"' + b"a" * 5_300_000 + b'"')
    assert answer.status_code == 413


def test_a_change_needs_the_version_it_was_made_from(shop):
    shop("POST", "customers", {"source_id": "S1", **says(given_name="Kari", city="Oslo")})
    path = f"customers/{Customer.objects.get().pk}"
    etag = shop.get(path)["ETag"]
    assert shop("PATCH", path, {"facts": {"city": "Bergen"}}).status_code == 428
    assert shop("PATCH", path, {"facts": {"city": "Bergen"}}, If_Match='"old"').status_code == 412
    answer = shop("PATCH", path, {"facts": {"city": "Bergen"}}, If_Match=etag)
    assert answer.status_code == 200
    assert answer.json()["outcome"] == "updated"
    customer = Customer.objects.get()
    assert (customer.given_name, customer.city) == ("Kari", "Bergen")
    assert shop("PATCH", path, {"facts": {"city": "Bodø"}}, If_Match=etag).status_code == 412
    assert Customer.objects.get().city == "Bergen"


def test_a_change_of_whom_the_source_does_not_know_names_its_id(shop):
    make_source()
    known = make_customer(given_name="Kari", city="Oslo")
    path = f"customers/{known.pk}"
    etag = shop.get(path)["ETag"]
    answer = shop("PATCH", path, {"facts": {"language": "nb"}}, If_Match=etag)
    assert [error["field"] for error in answer.json()["errors"]] == ["source_id"]
    answer = shop("PATCH", path, {"source_id": "S9", "facts": {"language": "nb"}}, If_Match=etag)
    assert answer.status_code == 200
    assert SourceRecord.objects.get(source__slug="shop").customer == known


def test_an_id_of_somebody_else_is_refused(shop):
    shop("POST", "customers", {"source_id": "S1", **says(given_name="Kari")})
    shop("POST", "customers", {"source_id": "S2", **says(given_name="Ola")})
    path = f"customers/{Customer.objects.get(given_name='Ola').pk}"
    etag = shop.get(path)["ETag"]
    answer = shop("PATCH", path, {"source_id": "S1", **says(city="Oslo")}, If_Match=etag)
    assert [error["field"] for error in answer.json()["errors"]] == ["source_id"]


def test_a_record_is_put_as_often_as_one_likes(shop):
    made = shop("PUT", "records/S%2F1", says(given_name="Kari", city="Oslo"))
    assert (made.status_code, made.json()["outcome"]) == (201, "created")
    again = shop("PUT", "records/S%2F1", says(given_name="Kari", city="Oslo"))
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert RecordChange.objects.count() == 1


def test_what_a_record_no_longer_says_is_taken_back(shop):
    shop("PUT", "records/S1", says(given_name="Kari", city="Oslo"))
    later = {"facts": {"given_name": "Kari"}, "observed_at": "2026-03-02T12:00:00Z"}
    assert shop("PUT", "records/S1", later).json()["outcome"] == "updated"
    assert Customer.objects.get().attributes == {"given_name": "Kari"}


def test_a_record_that_arrives_late_changes_nothing(shop):
    shop("PUT", "records/S1", says(given_name="Kari", city="Oslo"))
    late = {"facts": {"city": "Bergen"}, "observed_at": "2026-02-01T12:00:00Z"}
    assert shop("PUT", "records/S1", late).json()["outcome"] == "outdated"
    assert Customer.objects.get().city == "Oslo"


def test_nothing_is_changed_of_one_whose_use_is_restricted(shop):
    shop("PUT", "records/S1", says(given_name="Kari"))
    Customer.objects.update(restricted_at=NOW)
    later = {"facts": {"given_name": "Karin"}, "observed_at": "2026-03-02T12:00:00Z"}
    answer = shop("PUT", "records/S1", later)
    assert answer.status_code == 409
    assert "restricted" in answer.json()["detail"]
    assert Customer.objects.get().given_name == "Kari"


def test_a_better_source_is_not_overruled(shop):
    make_source("crm", rank=20)
    make_source("shop", rank=40)
    known = make_customer(given_name="Kari", city="Oslo", email="kari@fjell.example")
    shop("PUT", "records/S1", {"facts": {"email": "kari@fjell.example", "city": "Bodø"}})
    known.refresh_from_db()
    assert known.city == "Oslo"
    assert SourceRecord.objects.get(source__slug="shop").customer == known


def test_a_key_without_the_scope_says_nothing(company):
    reader = Caller(source="shop", scopes=[Scope.CUSTOMERS_READ])
    assert reader("POST", "customers", {"source_id": "S1", **says(city="Oslo")}).status_code == 403
    assert reader("PUT", "records/S1", says(city="Oslo")).status_code == 403
    assert not SourceRecord.objects.exists()


def test_the_moment_of_a_statement_is_now_unless_said(shop):
    shop("PUT", "records/S1", {"facts": {"city": "Oslo"}})
    assert timezone.now() - SourceRecord.objects.get().observed_at < timedelta(minutes=1)


def test_parameters_have_no_place_in_a_write(shop):
    answer = shop("PUT", "records/S1?dry_run=1", says(city="Oslo"))
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"][0]["field"] == "dry_run"
    assert not SourceRecord.objects.exists()
