"""Whoever may be contacted is found for many at once, and each is heard once more as they leave (abuse 2)."""

from datetime import timedelta
from functools import partial
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction

from consents.choices import State
from consents.models import Decision
from consents.services import reached as reached_service
from consents.services.reached import LedgerBusyError, find_reached
from profiles.models import ContactPoint, Customer, CustomerMetric, Protection
from tests.factories import NOW, make_company, make_customer, make_decision

LATER = NOW + timedelta(days=1)
in_one_transaction = pytest.mark.usefixtures("db", "company")


def willing(name):
    customer = make_customer(given_name=name, email=f"{name.lower()}@post.example")
    make_decision(customer)
    return customer


def find():
    return find_reached(Customer.objects.all(), purpose="newsletter", channel="email", now=LATER)


def leaving(found, size=10):
    return [row for chunk in found.chunks(size) for row in told(chunk)]


def told(chunk):
    sql, params = chunk.rows.values_list("customer", "basis").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {chunk.clause} {sql}", [*chunk.params, *params])
        return cursor.fetchall()


def withdraw(customer):
    make_decision(customer, state=State.WITHDRAWN, occurred_at=NOW + timedelta(hours=1))


def shield(customer):
    Protection.objects.create(
        customer=customer, kind="deceased", actor_kind="steward", actor_id="1"
    )


def restrict(customer):
    Customer.objects.filter(pk=customer.pk).update(restricted_at=NOW)


def bounce(customer):
    ContactPoint.objects.filter(customer=customer).update(bounced_at=NOW)


def end(customer):
    ContactPoint.objects.filter(customer=customer).update(valid_until=NOW)


def remove(customer):
    customer.delete()


@in_one_transaction
def test_everybody_leaves_once_whatever_the_size_of_a_chunk():
    people = [willing(name) for name in ("Kari", "Per", "Liv", "Jon", "Siv")]
    make_customer(given_name="Ola", email="ola@post.example")
    found = find()
    expected = sorted((each.pk, "consent") for each in people)
    assert found.count == 5
    assert [sorted(leaving(found, size)) for size in (1, 2, 5, 9)] == [expected] * 4


@in_one_transaction
@pytest.mark.parametrize("stop", [withdraw, shield, restrict, bounce, end, remove])
def test_who_may_be_contacted_no_more_stays(stop):
    kari, per = willing("Kari"), willing("Per")
    found = find()
    stop(per)
    assert leaving(found) == [(kari.pk, "consent")]


@in_one_transaction
def test_who_says_yes_again_leaves():
    kari = willing("Kari")
    found = find()
    make_decision(kari, occurred_at=NOW + timedelta(hours=1))
    assert leaving(found) == [(kari.pk, "consent")]


@in_one_transaction
def test_another_basis_takes_the_place_of_one_that_fell():
    kari = willing("Kari")
    CustomerMetric.objects.filter(customer=kari).update(purchase_count=1)
    ContactPoint.objects.filter(customer=kari).update(given_at_sale=True)
    found = find()
    make_decision(kari, state=State.INVALIDATED, occurred_at=NOW + timedelta(hours=1))
    assert leaving(found) == [(kari.pk, "own_customer")]


@in_one_transaction
def test_who_was_not_found_is_not_among_them_however_they_decide():
    willing("Kari")
    ola = make_customer(given_name="Ola", email="ola@post.example")
    found = find()
    make_decision(ola)
    assert len(leaving(found)) == 1


def _withdraw_slowly(customer, heard, *, until=None, seconds=0.4):
    """Write a no, let another be written and committed after it, and commit late."""
    try:
        with transaction.atomic():
            withdraw(customer)
            heard.append("written")
            (until or Event()).wait(seconds)
    finally:
        connections.close_all()


def _say_yes(customer):
    make_decision(customer, occurred_at=NOW + timedelta(hours=2))
    connections.close_all()


def _in_a_thread(deed, *details):
    thread = Thread(target=deed, args=details)
    thread.start()
    return thread


def test_a_no_with_an_earlier_number_that_is_committed_later_is_heard(own_database):
    make_company()
    kari, per = willing("Kari"), willing("Per")
    heard: list[str] = []
    slow = _in_a_thread(_withdraw_slowly, per, heard)
    while not heard:
        sleep(0.01)
    _in_a_thread(_say_yes, kari).join()
    with transaction.atomic():
        found = find()
        slow.join()
        assert Decision.objects.get(state=State.WITHDRAWN).seq < found.heard
        assert leaving(found) == [(kari.pk, "consent")]


def test_who_never_stops_writing_is_not_waited_for_without_end(own_database, monkeypatch):
    make_company()
    per = willing("Per")
    monkeypatch.setattr(reached_service, "_PATIENCE_SECONDS", 0.1)
    heard: list[str] = []
    refused = Event()
    slow = _in_a_thread(partial(_withdraw_slowly, until=refused, seconds=30), per, heard)
    while not heard:
        sleep(0.01)
    with pytest.raises(LedgerBusyError), transaction.atomic():
        find()
    refused.set()
    slow.join()
