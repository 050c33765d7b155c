"""Consents in files: mapped, dated, and never able to raise what a person has lowered (law 3)."""

import pytest

from consents.choices import State
from consents.models import Decision, DecisionState
from profiles.models import Customer
from tests.factories import NOW, make_customer, make_decision
from tests.files.bringing import DAY, bring, customer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]

MAPPING = {
    "kind": "customers",
    "columns": [
        {"column": "Nr", "target": "external_id"},
        {"column": "E-post", "target": "email"},
        {
            "column": "Nyheter",
            "target": "consent",
            "purpose": "newsletter",
            "channel": "email",
            "reads": "yes_no",
        },
        {"column": "Dato", "target": "consent_at"},
        {"column": "Skjema", "target": "consent_origin"},
    ],
}


def consents(rows, **how):
    return bring(f"Nr;E-post;Nyheter;Dato;Skjema\n{rows}", mapping=MAPPING, **how)


def states():
    return list(DecisionState.objects.order_by("seq").values_list("state", flat=True))


def test_a_yes_with_date_and_origin_is_a_yes():
    run = consents("1;kari@a.example;ja;01.02.2026;Nettbutikken\n")
    decision = Decision.objects.get()
    assert (decision.state, decision.run_id, decision.method) == (State.GIVEN, run.pk, "import")
    assert (decision.source, decision.origin) == ("crm", "Skjema: Nettbutikken")


def test_a_yes_without_its_date_is_loaded_as_asked():
    consents("1;kari@a.example;ja;;Nettbutikken\n")
    assert states() == ["requested"]


def test_an_import_does_not_revive_an_opt_out():
    kari = make_customer(external_id="1", email="kari@a.example")
    make_decision(kari, state=State.WITHDRAWN, occurred_at=NOW)
    run = consents("1;kari@a.example;ja;01.02.2026;Nettbutikken\n", now=NOW + DAY)
    assert states() == ["withdrawn"]
    assert run.summary["tally"]["consent_barred"] == 1


def test_an_import_lowers_a_consent():
    kari = make_customer(external_id="1", email="kari@a.example")
    make_decision(kari, state=State.GIVEN, occurred_at=NOW - DAY)
    consents("1;kari@a.example;nei;;\n", now=NOW + DAY)
    assert states() == ["withdrawn"]


def test_a_no_counts_even_in_a_row_that_a_later_one_outweighs():
    consents("1;kari@a.example;nei;;\n1;kari@a.example;ja;01.02.2026;Nettbutikken\n")
    assert states() == ["refused"]


@pytest.mark.parametrize("chunk_rows", [1, 20_000])
def test_such_a_no_is_not_lost_between_chunks(chunk_rows):
    rows = (
        "1;kari@a.example;nei;;\n2;ola@a.example;;;\n1;kari@a.example;ja;01.02.2026;Nettbutikken\n"
    )
    consents(rows, chunk_rows=chunk_rows)
    assert states() == ["refused"]


def test_a_no_counts_even_where_the_customer_must_not_change():
    make_customer(external_id="1", email="kari@a.example")
    Customer.objects.update(restricted_at=NOW)
    consents("1;kari@a.example;nei;;\n", now=NOW + DAY)
    assert states() == ["refused"]


def test_a_yes_for_no_address_is_no_yes():
    consents("1;;ja;01.02.2026;Nettbutikken\n")
    assert states() == []


def test_a_no_without_an_address_is_about_every_address():
    consents("1;;nei;;\n")
    assert list(DecisionState.objects.values_list("state", "commitment")) == [("refused", "")]


def test_a_consent_stays_with_its_address():
    consents("1;kari@a.example;ja;01.02.2026;Nettbutikken\n")
    consents("1;ny@a.example;;;\n", now=NOW + DAY)
    assert customer_of("1").attributes["email"] == "ny@a.example"
    assert states() == ["given"]
    assert Decision.objects.count() == 1


def test_the_same_file_again_adds_nothing_to_the_ledger():
    rows = (
        "1;kari@a.example;ja;01.02.2026;Nettbutikken\n2;ola@a.example;nei;;\n3;eva@a.example;ja;;\n"
    )
    consents(rows)
    consents(rows, now=NOW + DAY)
    assert Decision.objects.count() == 3
