"""Two people, or two clicks, at the same moment: one request, one end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection

from consents.models import RequestChange, SubjectRequest
from consents.services.request_intake import Asked, ask_through_link, register_request
from consents.services.request_steps import RequestError
from consents.services.requests import close_request
from tests.factories import NOW, TESTER, make_company, make_customer, make_source

AT_ONCE = 8


def at_once(*calls):
    ready = Barrier(len(calls))

    def run(call):
        try:
            ready.wait(timeout=30)
            return call()
        except RequestError as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_one_request_and_one_end(own_database):
    make_company()
    make_source()
    kari = make_customer(given_name="Kari", email="kari@fjell.example")

    def ask():
        ask_through_link(customer=kari, right="access", words="", actor=TESTER, now=NOW)

    at_once(*[ask] * AT_ONCE)
    assert SubjectRequest.objects.count() == 1
    assert RequestChange.objects.count() == 1

    row = register_request(
        asked=Asked(
            right="erasure", channel="email", received_on=date(2026, 3, 1), asker_name="Nora"
        ),
        actor=TESTER,
        now=NOW,
    )

    def end(outcome):
        return lambda: close_request(pk=row.pk, outcome=outcome, actor=TESTER, now=NOW)

    said = at_once(*[end("not_ours"), end("taken_back")] * (AT_ONCE // 2))
    assert row.changes.filter(step="closed").count() == 1
    assert sum(answer is None for answer in said) == AT_ONCE // 2
    assert len({answer for answer in said if answer}) == 1
