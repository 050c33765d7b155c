"""Consent entries over the API: read by purpose, delivered with proof, and never raised against the person's word."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from consents.models import Decision, Wording
from consents.services.verification import verify_ledger
from integrations.choices import Scope
from profiles.models import Customer, ReadEvent, RetiredId
from profiles.services.protection import protect_customer
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
BOTH = [Scope.CONSENTS_READ, Scope.CONSENTS_WRITE]


@pytest.fixture
def kari(company):
    make_source()
    return make_customer(given_name="Kari", email="kari@fjell.example", phone="+4791234567")


@pytest.fixture
def caller(company):
    return Caller(purposes=["newsletter"], scopes=BOTH)


def yes(person, **details):
    return {
        "customer": str(person.pk),
        "purpose": "newsletter",
        "says": "yes",
        "channel": "email",
        "contact_detail": "Kari@Fjell.example",
        "occurred_at": "2026-02-11T09:12:00Z",
        "origin": "shop.example/checkout",
        "wording": "Yes, send me news.",
        "language": "en",
        **details,
    }


def asks(caller, customer, purpose="newsletter", channel="email"):
    answer = caller.get(f"permission?customer={customer.pk}&purpose={purpose}&channel={channel}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_yes_with_its_proof_counts(caller, kari):
    assert asks(caller, kari)["allowed"] is False
    answer = caller("POST", "consents", yes(kari))
    assert answer.status_code == 201
    entry = Decision.objects.get()
    assert answer.json() == {"id": str(entry.uid)}
    assert (entry.state, entry.method, entry.source, entry.actor_kind) == (
        "given", "api", "crm", "key",
    )  # fmt: skip
    assert entry.wording == hashlib.sha256(b"Yes, send me news.").hexdigest()
    assert entry.evidence == {"text": "Yes, send me news."}
    said = asks(caller, kari)
    assert said["checked_at"]
    assert {name: said[name] for name in ("allowed", "basis", "entry", "contact_detail")} == {
        "allowed": True,
        "basis": "consent",
        "entry": str(entry.uid),
        "contact_detail": {"kind": "email", "value": "kari@fjell.example"},
    }
    assert verify_ledger().holds


@pytest.mark.parametrize(
    "missing", ["origin", "wording", "contact_detail", "channel", "occurred_at"]
)
def test_a_yes_without_its_proof_is_refused_by_name(caller, kari, missing):
    said = yes(kari)
    del said[missing]
    answer = caller("POST", "consents", said)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [missing]
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "spying", "says": "no"}, "purpose"),
        ({"purpose": "offers"}, "purpose"),
        ({"contact_detail": "ola@fjell.example"}, "contact_detail"),
        ({"contact_detail": "nobody"}, "contact_detail"),
        ({"channel": "pigeon"}, "channel"),
        ({"customer": "00000000-0000-0000-0000-000000000001"}, "customer"),
        ({"occurred_at": "2126-01-01T00:00:00Z"}, "occurred_at"),
        ({"valid_until": "2025-01-01T00:00:00Z"}, "valid_until"),
        ({"state": "given"}, "state"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(caller, kari, wrong, field):
    answer = caller("POST", "consents", yes(kari, **wrong))
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Decision.objects.exists()


def test_a_yes_older_than_a_no_raises_nothing(caller, kari):
    make_decision(kari, state="withdrawn", occurred_at=NOW)
    answer = caller("POST", "consents", yes(kari))
    assert answer.status_code == 409
    assert "has said no" in answer.json()["detail"]
    assert Decision.objects.count() == 1
    assert asks(caller, kari)["allowed"] is False


def test_a_yes_older_than_a_wider_no_does_not_let_contact(caller, kari):
    make_decision(kari, purpose="marketing", channel="", state="withdrawn", occurred_at=NOW)
    caller("POST", "consents", yes(kari))
    said = asks(caller, kari)
    assert said["allowed"] is False
    assert said["entry"] == str(Decision.objects.get(purpose="marketing").uid)


def test_a_no_is_taken_for_any_purpose_and_of_anybody(caller, kari):
    Customer.objects.update(restricted_at=NOW)
    said = {
        "customer": str(kari.pk), "purpose": "marketing", "says": "no",
        "occurred_at": "2026-02-12T10:00:00Z",
    }  # fmt: skip
    assert caller("POST", "consents", said).status_code == 201
    entry = Decision.objects.get()
    assert (entry.state, entry.channel, entry.commitment) == ("refused", "", "")


def test_a_no_after_a_yes_is_a_withdrawal(caller, kari):
    caller("POST", "consents", yes(kari))
    said = yes(kari, says="no", occurred_at="2026-02-13T09:12:00Z")
    assert caller("POST", "consents", said).status_code == 201
    assert Decision.objects.latest("seq").state == "withdrawn"
    assert asks(caller, kari)["allowed"] is False


def test_a_text_of_ours_is_named_by_its_digest(caller, kari):
    ours = Wording.objects.filter(purpose__slug="newsletter", language="en").first()
    caller("POST", "consents", yes(kari, wording=ours.sha256))
    entry = Decision.objects.get()
    assert (entry.wording, entry.evidence) == (ours.sha256, {})


def test_entries_of_other_purposes_are_not_shown(caller, kari):
    make_decision(kari, purpose="newsletter")
    make_decision(kari, purpose="offers", channel="email")
    before = NOW - timedelta(days=1)  # a newer yes opens what it names
    make_decision(kari, purpose="marketing", channel="", state="refused", occurred_at=before)
    rows = caller.get("consents").json()["results"]
    assert [row["purpose"] for row in rows] == ["marketing", "newsletter"]
    assert rows[1]["contact_detail"] == {"kind": "email", "value": "kari@fjell.example"}
    assert ReadEvent.objects.latest("pk").subjects == [kari.pk]


def test_contact_details_of_entries_want_their_fact(kari):
    make_decision(kari, purpose="newsletter")
    blind = Caller(purposes=["sensitive_facts", "marketing"], scopes=BOTH)
    (row,) = Caller(purposes=["newsletter"], scopes=BOTH).get("consents").json()["results"]
    assert row["contact_detail"]
    assert blind.get("consents").json()["results"] == []


def test_entries_narrow_and_page_at_a_constant_cost(caller, kari, django_assert_num_queries):
    other = make_customer(given_name="Ola", email="ola@fjell.example")
    for day in range(3):
        make_decision(kari, state="requested", occurred_at=NOW + timedelta(days=day))
        make_decision(other, state="requested", occurred_at=NOW + timedelta(days=day))
    with django_assert_num_queries(14):
        caller.get("consents?limit=1")
    with django_assert_num_queries(14):
        page = caller.get("consents?limit=4").json()
    rest = caller.get(page["next"].partition("/api/v1/")[2]).json()
    assert (len(page["results"]), len(rest["results"]), rest["next"]) == (4, 2, None)
    assert len(caller.get(f"consents?customer={kari.pk}&state=requested").json()["results"]) == 3
    assert caller.get("consents?state=given").json()["results"] == []
    assert caller.get("consents?customer=nobody").status_code == 400


def test_entries_of_one_whose_use_is_restricted_are_not_shown(caller, kari):
    make_decision(kari)
    Customer.objects.update(restricted_at=NOW)
    assert caller.get("consents").json()["results"] == []
    assert caller.get(f"consents?customer={kari.pk}").status_code == 400
    assert asks(caller, kari)["allowed"] is False


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("purpose=offers&channel=email", "purpose"),
        ("purpose=newsletter&channel=pigeon", "channel"),
        ("purpose=newsletter", "channel"),
        ("purpose=newsletter&channel=email&basis=consent", "basis"),
    ],
)
def test_permission_refuses_what_it_does_not_understand_by_name(caller, kari, query, field):
    answer = caller.get(f"permission?customer={kari.pk}&{query}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_permission_follows_a_retired_id(caller, kari):
    make_decision(kari)
    retired = RetiredId.objects.create(
        uid="00000000-0000-0000-0000-000000000002", customer=kari, reason="merge"
    )
    answer = caller.get(f"permission?customer={retired.pk}&purpose=newsletter&channel=email")
    assert answer.json()["allowed"] is True
    assert answer["Cache-Control"] == "no-store"


def test_permission_of_a_consent_that_has_run_out_is_no(caller, kari):
    caller(
        "POST", "consents", yes(kari, valid_until=(timezone.now() - timedelta(days=1)).isoformat())
    )
    assert asks(caller, kari)["allowed"] is False


def test_what_protection_hides_is_not_shown_beside_an_entry(caller, kari):
    make_decision(kari)
    protect_customer(customer=kari, kind="protected_identity", reason="", actor=TESTER, now=NOW)
    (row,) = caller.get("consents").json()["results"]
    assert row["contact_detail"] is None
    assert asks(caller, kari)["allowed"] is False


@pytest.mark.parametrize("since", ["2026-01-01T12:00:00%2B23:17", "2026-01-01T12:00:00-20:59"])
def test_an_offset_beyond_what_the_database_takes_is_a_moment_all_the_same(company, since):
    caller = Caller(scopes=[Scope.CONSENTS_READ], purposes=["newsletter"])
    assert caller.get(f"consents?since={since}").status_code == 200


def test_a_moment_outside_the_calendar_is_refused(company):
    caller = Caller(scopes=[Scope.CONSENTS_READ], purposes=["newsletter"])
    assert caller.get("consents?since=9999-12-31T23:59:59-10:00").status_code == 400
