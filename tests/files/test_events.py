"""Activity files: whose, which, once."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from profiles.models import Customer, CustomerMetric, Event, EventLine, Product, SourceRecord
from tests.factories import NOW, make_customer
from tests.files.bringing import DAY, SAMPLES, bring, customer_of, outcome_of, outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]


def mapping(*pairs):
    return {
        "kind": "events",
        "kind_of_event": "purchase",
        "currency": "NOK",
        "columns": [{"column": column, "target": target} for column, target in pairs],
    }


LOG = mapping(("kunde", "customer_id"), ("dato", "occurred_at"), ("sum", "amount"))
ORDERS = mapping(
    ("nr", "event_key"), ("epost", "customer_email"), ("dato", "occurred_at"), ("sum", "amount"),
    ("antall", "quantity"), ("vare", "product"),
)  # fmt: skip


def log(content, how=LOG, **more):
    return bring(content, kind="events", source="shop", mapping=how, **more)


def test_a_purchase_belongs_to_the_customer_of_that_id():
    kari = make_customer(source="shop", external_id="17", given_name="Kari")
    log("kunde;dato;sum\n17;2026-01-02;99,50\n")
    event = Event.objects.get()
    assert (event.customer, event.amount, event.currency) == (kari, Decimal("99.50"), "NOK")


def test_an_unknown_id_is_a_customer_known_only_by_it():
    log("kunde;dato;sum\n17;2026-01-02;99,50\n")
    record = SourceRecord.objects.get()
    assert (record.external_id, record.values, record.customer.display_name) == (
        "17", {}, "Customer without a name",
    )  # fmt: skip


def test_the_figures_of_the_customer_follow():
    log("kunde;dato;sum\n17;2026-01-02;99,50\n17;2026-01-05;0,50\n")
    metric = CustomerMetric.objects.get()
    assert (metric.purchase_count, metric.purchase_sum) == (2, Decimal(100))


def test_an_email_address_names_the_one_customer_who_has_it():
    kari = make_customer(source="crm", given_name="Kari", email="kari@a.example")
    log("nr;epost;dato;sum;antall;vare\nA1;Kari@a.example;2026-01-02;99,50;1;Lue\n", ORDERS)
    assert Event.objects.get().customer == kari
    assert Customer.objects.count() == 1


def test_an_email_address_that_two_customers_share_names_neither():
    make_customer(source="crm", external_id="1", given_name="Kari", email="oss@a.example")
    make_customer(source="crm", external_id="2", given_name="Per", email="oss@a.example")
    log("nr;epost;dato;sum;antall;vare\nA1;oss@a.example;2026-01-02;99,50;1;Lue\n", ORDERS)
    assert Customer.objects.count() == 3


def test_two_equal_rows_without_a_key_are_two_purchases():
    run = log("kunde;dato;sum\n17;2026-01-02;99,50\n17;2026-01-02;99,50\n")
    assert outcomes(run) == {"created": 2}


def test_the_same_file_again_adds_nothing():
    content = "kunde;dato;sum\n17;2026-01-02;99,50\n17;2026-01-02;99,50\n18;2026-01-02;5,00\n"
    log(content)
    run = log(content, now=NOW + DAY)
    assert outcomes(run) == {"unchanged": 3}
    assert Event.objects.count() == 3


def test_a_longer_file_adds_only_what_is_new():
    log("kunde;dato;sum\n17;2026-01-02;99,50\n")
    run = log("kunde;dato;sum\n17;2026-01-02;99,50\n17;2026-01-02;99,50\n", now=NOW + DAY)
    assert outcomes(run) == {"created": 1, "unchanged": 1}


def test_the_rows_of_one_order_are_one_purchase_with_lines():
    log(
        "nr;epost;dato;sum;antall;vare\nA1;kari@a.example;2026-01-02;300,00;1;Lue\nA1;;;;2;Votter\n",
        ORDERS,
    )
    event = Event.objects.get()
    assert (event.amount, event.quantity) == (Decimal(300), Decimal(3))
    lines = EventLine.objects.order_by("position").values_list(
        "product__code", "quantity", "amount"
    )
    assert list(lines) == [("Lue", Decimal(1), None), ("Votter", Decimal(2), None)]


def test_lines_that_have_amounts_of_their_own_are_added_up():
    log(
        "nr;epost;dato;sum;antall;vare\nA1;k@a.example;2026-01-02;100,00;1;Lue\n"
        "A2;k@a.example;2026-01-03;1,00;1;Pose\nA1;k@a.example;2026-01-02;50,00;1;Votter\n",
        ORDERS,
        chunk_rows=1,
    )
    assert Event.objects.get(event_key="A1").amount == 150
    assert Product.objects.count() == 3


def test_the_same_row_of_an_order_twice_counts_once():
    row = "A1;k@a.example;2026-01-02;100,00;1;Lue\n"
    run = log(f"nr;epost;dato;sum;antall;vare\n{row}{row}", ORDERS)
    assert outcomes(run) == {"created": 1, "repeated": 1}
    assert Event.objects.get().amount == 100


def test_an_order_that_says_something_else_now_is_changed():
    log("nr;epost;dato;sum;antall;vare\nA1;k@a.example;2026-01-02;100,00;1;Lue\n", ORDERS)
    run = log(
        "nr;epost;dato;sum;antall;vare\nA1;k@a.example;2026-01-02;0,00;1;Lue\n",
        ORDERS,
        now=NOW + DAY,
    )
    assert outcomes(run) == {"updated": 1}
    assert CustomerMetric.objects.get().purchase_sum == 0


def test_a_row_without_a_day_is_refused():
    run = log("kunde;dato;sum\n17;;99,50\n")
    assert outcome_of(run, 2) == ("refused", "The row does not say when it happened.")


def test_nothing_is_added_to_a_restricted_customer():
    make_customer(source="shop", external_id="17", given_name="Kari")
    Customer.objects.update(restricted_at=NOW)
    run = log("kunde;dato;sum\n17;2026-01-02;99,50\n")
    assert outcomes(run) == {"blocked": 1}
    assert Event.objects.count() == 0


def test_a_purchase_log_in_columns_of_white_space_comes_in_as_it_is():
    run = bring(SAMPLES / "purchases_cdnow_slice.txt", kind="events", source="shop", currency="USD")
    assert outcomes(run) == {"created": 60}
    first = Event.objects.order_by("pk").first()
    assert (first.record.external_id, first.amount, first.currency, first.quantity) == (
        "00001", Decimal("11.77"), "USD", 1,
    )  # fmt: skip
    assert first.occurred_at.astimezone(UTC) <= datetime(1997, 1, 1, tzinfo=UTC)


def test_a_purchase_log_a_second_time_changes_nothing():
    bring(SAMPLES / "purchases_cdnow_slice.txt", kind="events", source="shop", currency="USD")
    again = bring(
        SAMPLES / "purchases_cdnow_slice.txt",
        kind="events",
        source="shop",
        currency="USD",
        now=NOW + 9 * DAY,
    )
    assert outcomes(again) == {"unchanged": 60}
    assert again.summary["new_customers"] == 0


def test_the_people_of_febrl_come_in_as_they_are():
    run = bring(SAMPLES / "people_febrl2_slice.csv")
    assert outcomes(run) == {"created": 60}
    assert run.summary["left_out"] == ["soc_sec_id"]
    said = json.dumps(list(SourceRecord.objects.values_list("values", flat=True)))
    assert "7535316" not in said


def test_the_people_of_febrl_a_second_time_change_nothing():
    bring(SAMPLES / "people_febrl2_slice.csv")
    again = bring(SAMPLES / "people_febrl2_slice.csv", now=NOW + 9 * DAY)
    assert outcomes(again) == {"unchanged": 60}
    assert customer_of("rec-2778-org").given_name == "sarah"
