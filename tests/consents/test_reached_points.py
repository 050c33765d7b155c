"""The last step of law 5 asked for all at once says the same as asked of one customer after another."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from consents.choices import State
from consents.selectors import reach_steps, reached_points
from profiles.models import ContactPoint, Customer, CustomerMetric, Protection, Source
from tests.factories import NOW, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LATER = NOW + timedelta(days=1)


def all_at_once(purpose="newsletter", channel="email"):
    reached = reached_points(Customer.objects.all(), purpose=purpose, channel=channel, now=LATER)
    sql, params = reached.rows.values_list("customer", "point", "basis").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {reached.clause} {sql}", [*reached.params, *params])
        return sorted(cursor.fetchall())


def one_by_one(purpose="newsletter", channel="email"):
    last = reach_steps(Customer.objects.all(), purpose=purpose, channel=channel, now=LATER)[-1]
    customers: Any = last.customers  # it carries two columns that the model does not have
    return sorted(customers.values_list("pk", "reach_point_id", "reach_basis"))


def second_address(customer):
    return ContactPoint.objects.create(
        customer=customer, kind="email", raw="to@post.example", normalised="to@post.example",
        source=Source.objects.get(slug="crm"), given_at_sale=True,
    )  # fmt: skip


def bought(customer):
    CustomerMetric.objects.filter(customer=customer).update(purchase_count=1)
    ContactPoint.objects.filter(customer=customer).update(given_at_sale=True)


def test_people_points_and_bases_are_those_of_the_staircase():
    willing = make_customer(given_name="Kari", email="kari@post.example")
    make_decision(willing)
    buyer = make_customer(given_name="Ola", email="ola@post.example")
    bought(buyer)
    both = make_customer(given_name="Siri", email="siri@post.example")
    bought(both)
    make_decision(both)
    refusing = make_customer(given_name="Per", email="per@post.example")
    bought(refusing)
    make_decision(refusing, state=State.REFUSED)
    shielded = make_customer(given_name="Liv", email="liv@post.example")
    make_decision(shielded)
    Protection.objects.create(
        customer=shielded, kind="deceased", actor_kind="steward", actor_id="1"
    )
    make_customer(given_name="Nobody", email="nobody@post.example")
    found = all_at_once()
    assert found == one_by_one()
    assert {(row[0], row[2]) for row in found} == {
        (willing.pk, "consent"), (buyer.pk, "own_customer"), (both.pk, "consent"),
    }  # fmt: skip


def test_the_preferred_of_two_addresses_is_the_one():
    kari = make_customer(given_name="Kari", email="kari@post.example")
    bought(kari)
    second = second_address(kari)
    assert all_at_once()[0][1] != second.pk
    ContactPoint.objects.filter(pk=second.pk).update(is_preferred=True)
    ContactPoint.objects.exclude(pk=second.pk).update(is_preferred=False)
    assert [row[1] for row in all_at_once()] == [second.pk]
    assert all_at_once() == one_by_one()


def test_a_purpose_without_a_basis_for_the_channel_reaches_nobody():
    kari = make_customer(given_name="Kari", email="kari@post.example")
    make_decision(kari)
    assert all_at_once(purpose="no-such-purpose") == []
