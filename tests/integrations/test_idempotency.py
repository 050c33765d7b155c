"""A call with an Idempotency-Key is done once, however often and however close together it arrives."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from integrations.choices import Scope
from integrations.models import ApiKey, IdempotencyKey
from integrations.services import idempotency
from integrations.services.idempotency import forget_old_keys, perform_once
from profiles.models import Event, RecordChange, SourceRecord
from tests.factories import make_company
from tests.integrations.keys import Caller

WRITES = [Scope.CUSTOMERS_WRITE, Scope.ACTIVITIES_WRITE]
KARI = {"source_id": "S1", "facts": {"given_name": "Kari"}, "observed_at": "2026-03-01T12:00:00Z"}


@pytest.fixture
def shop(company):
    return Caller(source="shop", scopes=WRITES)


def batch(*keys):
    return {
        "activities": [
            {"key": key, "source_id": "S1", "kind": "visit", "occurred_at": "2026-02-01T12:00:00Z"}
            for key in keys
        ]
    }


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_same_call_gets_the_same_answer(self, shop):
        first = shop("POST", "customers", KARI, Idempotency_Key="one")
        again = shop("POST", "customers", KARI, Idempotency_Key="one")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert again["Location"] == first["Location"]
        assert again["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in first
        assert RecordChange.objects.count() == 1

    def test_another_body_or_address_is_refused(self, shop):
        shop("POST", "customers", KARI, Idempotency_Key="one")
        other = shop("POST", "customers", {**KARI, "source_id": "S2"}, Idempotency_Key="one")
        elsewhere = shop("PUT", "records/S1", {"facts": {"city": "Oslo"}}, Idempotency_Key="one")
        for answer in (other, elsewhere):
            assert answer.status_code == 422
            assert answer.json()["type"] == "urn:kjenn:problem:idempotency_key_reused"
        assert SourceRecord.objects.count() == 1

    def test_the_order_of_members_is_no_difference(self, shop):
        shop("POST", "customers", KARI, Idempotency_Key="one")
        turned = dict(reversed(KARI.items()))
        assert shop("POST", "customers", turned, Idempotency_Key="one").status_code == 201

    def test_keys_of_two_programs_are_two(self, shop):
        crm = Caller(source="crm", scopes=WRITES)
        shop("POST", "customers", KARI, Idempotency_Key="one")
        answer = crm("POST", "customers", KARI, Idempotency_Key="one")
        assert "Idempotency-Replayed" not in answer
        assert SourceRecord.objects.count() == 2

    def test_a_refused_call_can_be_mended_and_sent_again(self, shop):
        wrong = {**KARI, "facts": {"birth_date": "never"}}
        assert shop("POST", "customers", wrong, Idempotency_Key="one").status_code == 400
        assert not IdempotencyKey.objects.exists()
        assert shop("POST", "customers", KARI, Idempotency_Key="one").status_code == 201

    def test_what_fails_leaves_neither_effect_nor_answer(self, shop):
        key = ApiKey.objects.get()

        def fail():
            SourceRecord.objects.all().delete()
            raise RuntimeError

        shop("POST", "customers", KARI)
        with pytest.raises(RuntimeError):
            perform_once(key_id=key.pk, token="one", fingerprint="f", act=fail)
        assert SourceRecord.objects.count() == 1
        assert not IdempotencyKey.objects.exists()

    def test_answers_that_are_kept_hold_no_facts(self, shop):
        shop("POST", "customers", KARI, Idempotency_Key="one")
        kept = str(IdempotencyKey.objects.values().get())
        assert "Kari" not in kept
        assert "S1" in kept

    @pytest.mark.parametrize("token", ["x" * 256, "å", "a\tb"])
    def test_a_key_is_plain_and_short(self, shop, token):
        assert shop("POST", "customers", KARI, Idempotency_Key=token).status_code == 400
        assert not SourceRecord.objects.exists()

    def test_answers_are_forgotten_after_a_week(self, shop):
        shop("POST", "customers", KARI, Idempotency_Key="one")
        assert forget_old_keys(now=timezone.now() + timedelta(days=6)) == 0
        assert forget_old_keys(now=timezone.now() + timedelta(days=8)) == 1


@pytest.fixture
def racing(own_database):
    make_company()
    return Caller(source="shop", scopes=WRITES)


def at_once(count, call):
    def one(number):
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_parallel_calls_with_one_key_have_one_effect(racing):
    for number in range(5):
        answers = at_once(
            8,
            lambda _n, token=f"call {number}": racing(
                "POST", "activities/batch", batch(f"a{token}", f"b{token}"), Idempotency_Key=token
            ),
        )
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert sum("Idempotency-Replayed" in answer for answer in answers) == 7
    assert Event.objects.count() == 10


def test_two_first_words_about_one_id_make_one_customer(racing):
    answers = at_once(6, lambda _n: racing("PUT", "records/S1", {"facts": {"city": "Oslo"}}))
    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert SourceRecord.objects.count() == 1


def test_who_waits_too_long_is_told_to_come_back(racing, monkeypatch):
    monkeypatch.setattr(idempotency, "LONGEST_WAIT", "200ms")
    key = ApiKey.objects.get()
    with transaction.atomic():
        IdempotencyKey.objects.create(key=key, token="one", fingerprint="f")
        (answer,) = at_once(1, lambda _n: racing("POST", "customers", KARI, Idempotency_Key="one"))
        transaction.set_rollback(True)
    assert answer.status_code == 409
    assert answer["Retry-After"] == "1"
    assert answer.json()["type"] == "urn:kjenn:problem:busy"
    assert racing("POST", "customers", KARI, Idempotency_Key="one").status_code == 201
