"""Activities over the API: delivered once however often they come, and read by customer."""

from decimal import Decimal

import pytest

from integrations.choices import Scope
from profiles.models import Customer, CustomerMetric, Event, EventLine, ReadEvent
from tests.factories import NOW, make_customer
from tests.integrations.keys import Caller
from tests.segments.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def shop(company):
    return Caller(source="shop", scopes=[Scope.ACTIVITIES_READ, Scope.ACTIVITIES_WRITE])


@pytest.fixture
def kari(shop):
    return make_customer(source="shop", external_id="S1", given_name="Kari")


def bought(key="order-1", **details):
    return {
        "key": key,
        "source_id": "S1",
        "kind": "purchase",
        "occurred_at": "2026-02-01T12:00:00Z",
        "currency": "NOK",
        "lines": [
            {"product": "BOOT", "quantity": "1", "amount": "1499.00"},
            {"product": "WAX", "quantity": "2", "amount": "98.00"},
        ],
        **details,
    }


def batch(shop, *activities, call="one"):
    return shop("POST", "activities/batch", {"activities": list(activities)}, Idempotency_Key=call)


def test_a_purchase_lands_with_its_lines_and_figures(shop, kari):
    answer = shop("POST", "activities", bought())
    assert (answer.status_code, answer.json()) == (201, {"key": "order-1", "outcome": "created"})
    event = Event.objects.get()
    assert (event.customer, event.amount, event.quantity) == (kari, Decimal("1597.00"), 3)
    assert [line.product.code for line in event.lines.order_by("position")] == ["BOOT", "WAX"]
    metric = CustomerMetric.objects.get(pk=kari.pk)
    assert (metric.purchase_count, metric.purchase_sum) == (1, Decimal("1597.00"))


def test_the_same_again_changes_nothing(shop, kari):
    shop("POST", "activities", bought())
    answer = shop("POST", "activities", bought())
    assert (answer.status_code, answer.json()["outcome"]) == (200, "unchanged")
    assert Event.objects.count() == 1


def test_the_same_key_with_other_lines_is_a_correction(shop, kari):
    shop("POST", "activities", bought())
    returned = bought(lines=[{"product": "WAX", "quantity": "2", "amount": "98.00"}])
    assert shop("POST", "activities", returned).json()["outcome"] == "updated"
    assert Event.objects.get().amount == Decimal("98.00")
    assert EventLine.objects.count() == 1
    assert CustomerMetric.objects.get(pk=kari.pk).purchase_sum == Decimal("98.00")


def test_an_unknown_id_is_a_customer_known_by_it_alone(shop):
    shop("POST", "activities", bought(source_id="S9"))
    customer = Customer.objects.get()
    assert customer.attributes == {}
    assert customer.records.get().external_id == "S9"
    assert Event.objects.get().customer == customer


def test_keys_of_two_sources_are_two(shop, kari):
    make_customer(source="crm", external_id="S1", given_name="Ola")
    crm = Caller(source="crm", scopes=[Scope.ACTIVITIES_WRITE])
    shop("POST", "activities", bought())
    assert crm("POST", "activities", bought()).json()["outcome"] == "created"
    assert Event.objects.count() == 2


def test_each_of_a_batch_has_its_own_outcome(shop, kari):
    shop("POST", "activities", bought("known"))
    answer = batch(
        shop,
        bought("known"),
        bought("new"),
        bought("new", kind="visit"),
        bought("wrong", kind="theft", occurred_at="yesterday"),
        bought("odd", colour="red"),
        "nonsense",
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["counts"] == {"unchanged": 1, "created": 1, "repeated": 1, "refused": 3}
    assert [(row["key"], row["outcome"]) for row in said["results"]] == [
        ("known", "unchanged"),
        ("new", "created"),
        ("new", "repeated"),
        ("wrong", "refused"),
        ("odd", "refused"),
        ("", "refused"),
    ]
    assert [error["field"] for error in said["results"][3]["errors"]] == ["kind", "occurred_at"]
    assert [error["field"] for error in said["results"][4]["errors"]] == ["colour"]
    assert Event.objects.count() == 2


def test_a_batch_costs_the_same_for_few_and_for_many(shop, kari, django_assert_num_queries):
    with django_assert_num_queries(42):
        batch(shop, *(bought(f"a{n}") for n in range(3)), call="few")
    with django_assert_num_queries(42):
        answer = batch(shop, *(bought(f"b{n}") for n in range(200)), call="many")
    assert answer.json()["counts"] == {"created": 200}
    assert CustomerMetric.objects.get(pk=kari.pk).purchase_count == 203


def test_an_item_of_a_batch_says_nothing_of_the_next(shop, kari):
    answer = batch(shop, bought("a", amount="x", colour="red"), 7, bought("b", lines=[]))
    refused, number, good = answer.json()["results"]
    assert [error["field"] for error in refused["errors"]] == ["amount", "colour"]
    assert number["outcome"] == "refused"
    assert good == {"key": "b", "outcome": "created"}


@pytest.mark.parametrize(("count", "status"), [(0, 400), (1_000, 200), (1_001, 400)])
def test_a_batch_holds_up_to_a_thousand(shop, kari, count, status):
    plain = [
        {"key": str(n), "source_id": "S1", "kind": "visit", "occurred_at": "2026-02-01T12:00:00Z"}
        for n in range(count)
    ]
    assert batch(shop, *plain).status_code == status


def test_a_batch_wants_an_idempotency_key(shop, kari):
    answer = shop("POST", "activities/batch", {"activities": [bought()]})
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]
    assert not Event.objects.exists()


def test_nothing_is_kept_of_one_whose_use_is_restricted(shop, kari):
    Customer.objects.update(restricted_at=NOW)
    answer = shop("POST", "activities", bought())
    assert (answer.status_code, answer.json()["outcome"]) == (200, "restricted")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"currency": "kroner"}, "currency"),
        ({"occurred_at": "2126-01-01T00:00:00Z"}, "occurred_at"),
        ({"lines": [{"quantity": "1"}]}, "lines.0.product"),
        ({"amount": "1e40"}, "amount"),
        ({"key": ""}, "key"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(shop, kari, wrong, field):
    answer = shop("POST", "activities", bought(**wrong))
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_amount_wants_its_currency(shop, kari):
    said = bought()
    del said["currency"]
    answer = shop("POST", "activities", said)
    assert [error["field"] for error in answer.json()["errors"]] == ["currency"]


def test_activities_are_read_newest_first_at_a_constant_cost(shop, kari, django_assert_num_queries):
    for day in ("2026-01-01", "2026-02-01", "2026-01-15"):
        make_event(kari, at=day, amount=10)
    with django_assert_num_queries(10):
        page = shop.get(f"customers/{kari.pk}/activities?limit=2").json()
    assert [row["occurred_at"][:10] for row in page["results"]] == ["2026-02-01", "2026-01-15"]
    rest = shop.get(page["next"].partition("/api/v1/")[2]).json()
    assert [row["occurred_at"][:10] for row in rest["results"]] == ["2026-01-01"]
    since = shop.get(f"customers/{kari.pk}/activities?since=2026-01-10T00:00:00Z&kind=purchase")
    assert len(since.json()["results"]) == 2
    assert ReadEvent.objects.latest("pk").subjects == [kari.pk]
