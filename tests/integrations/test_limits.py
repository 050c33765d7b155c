"""Calls are counted exactly, whoever counts them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from integrations.models import ApiKey, KeyUse
from integrations.services.counting import count_call
from tests.factories import make_company
from tests.integrations.keys import Caller


def backdate(seconds):
    """Let the present window have begun earlier."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE integrations_keyuse SET window_at = window_at - make_interval(secs => %s)",
            [seconds],
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
class TestOneProgram:
    def test_every_answer_says_what_is_left(self, settings):
        settings.KJENN_API_CALLS_A_MINUTE = 3
        caller = Caller()
        answer = caller.get("customers")
        assert answer["RateLimit-Policy"] == '"key";q=3;w=60'
        assert answer["RateLimit"].startswith('"key";r=2;t=')

    def test_one_too_many_waits_for_the_next_minute(self, settings):
        settings.KJENN_API_CALLS_A_MINUTE = 2
        caller = Caller()
        assert [caller.get("customers").status_code for _ in range(3)] == [200, 200, 429]
        refused = caller.get("customers")
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert refused["RateLimit"].startswith('"key";r=0;t=')
        assert refused.json()["type"] == "urn:kjenn:problem:throttled"
        backdate(60)
        assert caller.get("customers").status_code == 200

    def test_each_key_has_its_own_limit(self, settings):
        settings.KJENN_API_CALLS_A_MINUTE = 1
        one, other = Caller(), Caller()
        assert one.get("customers").status_code == 200
        assert other.get("customers").status_code == 200
        assert one.get("customers").status_code == 429

    def test_a_call_that_is_refused_for_another_reason_counts_too(self, settings):
        settings.KJENN_API_CALLS_A_MINUTE = 1
        caller = Caller()
        assert caller("DELETE", "customers").status_code == 405
        assert caller.get("customers").status_code == 429


def test_parallel_calls_are_counted_one_by_one(own_database, settings):
    settings.KJENN_API_CALLS_A_MINUTE = 100
    make_company()
    Caller()
    key = ApiKey.objects.get()

    def call(_number):
        try:
            return [count_call(key_id=key.pk).is_over for _ in range(20)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        over = [said for part in pool.map(call, range(8)) for said in part]
    use = KeyUse.objects.get()
    # The minute may turn while the calls run; within one, exactly the first hundred pass.
    assert over.count(False) == min(use.used, 100) + min(160 - use.used, 100)
