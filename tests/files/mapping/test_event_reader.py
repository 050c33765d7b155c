"""Where a row of an activity file becomes an activity."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from files.mapping.event_reader import EventReader
from files.mapping.mapping import ColumnMapping, Mapping
from files.mapping.recognise import guess_mapping
from files.reading.delimited import read_rows
from files.reading.sniff import sniff
from tests.files.samples import SAMPLES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _read(cells, *targets, **rest):
    columns = tuple(ColumnMapping(f"K{number}", target) for number, target in enumerate(targets))
    mapping = Mapping("events", columns, **{"kind_of_event": "purchase", **rest})
    return EventReader(mapping, "NO", now=NOW, currency="NOK")(cells)


def _sale(amount, **rest):
    return _read(["7", "12.03.2024", amount], "customer_id", "occurred_at", "amount", **rest)


def test_a_purchase_log_becomes_purchases():
    path = SAMPLES / "purchases_cdnow_slice.txt"
    shape = sniff(path)
    reader = EventReader(guess_mapping(shape, kind="events"), "NO", now=NOW, currency="USD")
    event = next(reader(row.cells) for row in read_rows(path, shape))
    assert (event.customer_id, event.kind, event.occurred_at) == (
        "00001",
        "purchase",
        datetime(1997, 1, 1, tzinfo=UTC),
    )
    assert (event.amount, event.currency, event.quantity) == (Decimal("11.77"), "USD", Decimal(1))


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1 234,50", Decimal("1234.5"), "NOK"),
        ("€ 12", Decimal(12), "EUR"),
        ("12 SEK", Decimal(12), "SEK"),
        ("-99", Decimal(-99), "NOK"),
    ],
)
def test_an_amount_has_the_currency_beside_it_or_the_files(cell, amount, currency):
    event = _sale(cell)
    assert (event.amount, event.currency) == (amount, currency)


def test_a_column_of_currencies_beats_the_files():
    event = _read(
        ["7", "12.03.2024", "12", "dkk"], "customer_id", "occurred_at", "amount", "currency"
    )
    assert event.currency == "DKK"


def test_an_amount_that_is_not_understood_is_left_out_and_named():
    event = _sale("gratis")
    assert (event.amount, event.problems[0].column, event.refusal) == (None, "K2", "")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("Purchase", "purchase"), ("besøk", "visit"), ("email_opened", "open"), ("dans", "other")],
)
def test_the_kind_is_read_from_its_column(cell, kind):
    event = _read([cell, "7", "12.03.2024"], "kind", "customer_id", "occurred_at")
    assert event.kind == kind


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["", "12.03.2024"], "whose activity"),
        (["7", ""], "when it happened"),
        (["7", "31.02.2024"], "is not a day in the calendar"),
        (["7", "2026-11-23"], "lies in the future"),
    ],
)
def test_a_row_without_a_customer_or_a_day_is_refused(cells, sentence):
    assert sentence in _read(cells, "customer_id", "occurred_at").refusal


def test_a_row_without_a_kind_is_refused():
    event = _read(["7", "12.03.2024"], "customer_id", "occurred_at", kind_of_event="")
    assert "what happened" in event.refusal


def test_an_address_names_the_customer_too():
    event = _read(["Kari@Example.no", "12.03.2024"], "customer_email", "occurred_at")
    assert (event.customer_email, event.refusal) == ("Kari@example.no", "")
