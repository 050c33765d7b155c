"""An import taken back: what returns, what stays, what cannot be reversed."""

import pytest

from consents.models import Decision, DecisionState
from files.services.undoing import preview_undo
from profiles.models import (
    ContactPoint,
    Customer,
    CustomerMetric,
    DuplicatePair,
    Event,
    RecordChange,
)
from profiles.services.corrections import correct_fact
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_customer, make_source
from tests.files.bringing import DAY, bring, customer_of, outcomes, undo
from tests.files.test_import_consents import MAPPING as WITH_CONSENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]

KARI = "Kundenr;Fornavn;Etternavn\n1;Kari;Berg\n"
SALES = "kunde_nr;dato;bestilling;beløp\n1;2026-01-02;A1;100,00\n2;2026-01-03;A2;50,00\n"
SALES_MAPPING = {
    "kind": "events",
    "kind_of_event": "purchase",
    "currency": "NOK",
    "columns": [
        {"column": "kunde_nr", "target": "customer_id"},
        {"column": "dato", "target": "occurred_at"},
        {"column": "bestilling", "target": "event_key"},
        {"column": "beløp", "target": "amount"},
    ],
}


def sales(content=SALES, **how):
    return bring(content, kind="events", source="shop", mapping=SALES_MAPPING, **how)


def test_earlier_values_return():
    make_customer(external_id="1", given_name="Kari", family_name="Lie")
    run = bring(KARI, now=NOW + DAY)
    undone = undo(run, now=NOW + 2 * DAY)
    assert customer_of("1").family_name == "Lie"
    assert undone.state == "undone"


def test_customers_whom_the_import_made_go():
    run = bring(KARI)
    undo(run)
    assert Customer.objects.count() == 0


def test_nobody_who_was_there_before_goes():
    kari = make_customer(source="shop", given_name="Kari", email="kari@a.example")
    run = bring("Kundenr;Fornavn;E-post;Poststed\n1;Kari;kari@a.example;Oslo\n", now=NOW + DAY)
    undo(run)
    assert Customer.objects.get() == kari


def test_a_customer_who_carries_something_else_stays():
    run = bring(KARI)
    record_values(
        source=make_source("shop"), external_id="s1", values={"given_name": "Kari"}, observed_at=NOW,
        actor=TESTER, now=NOW + DAY, customer=customer_of("1"),
    )  # fmt: skip
    undo(run)
    assert Customer.objects.get().attributes == {"given_name": "Kari"}


def test_what_changed_since_stays():
    run = bring(KARI)
    bring(KARI.replace("Berg", "Lie"), now=NOW + DAY)
    preview = preview_undo(run=run)
    undo(run, now=NOW + 2 * DAY)
    assert (preview.records_reversed, preview.records_changed_since, preview.changed_since) == (
        0,
        1,
        ["1"],
    )
    assert customer_of("1").family_name == "Lie"


def test_a_correction_by_hand_stays():
    run = bring(KARI)
    correct_fact(
        customer=customer_of("1"), slug="family_name", value="Vik", reason="She called", actor=TESTER,
        now=NOW + DAY,
    )  # fmt: skip
    undo(run, now=NOW + 2 * DAY)
    assert Customer.objects.get().attributes == {"family_name": "Vik"}


def test_an_imported_yes_is_answered_and_an_imported_no_stays():
    run = bring(
        "Nr;E-post;Nyheter;Dato;Skjema\n1;kari@a.example;ja;01.02.2026;Nettbutikken\n2;ola@a.example;nei;;\n",
        mapping=WITH_CONSENTS,
    )
    yes = Decision.objects.get(state="given")
    undo(run)
    answer = Decision.objects.get(state="invalidated")
    assert answer.caused_by == yes.uid
    assert sorted(DecisionState.objects.values_list("state", flat=True)) == [
        "invalidated",
        "refused",
    ]


def test_who_said_no_keeps_the_contact_detail_that_the_no_is_about():
    run = bring("Nr;E-post;Nyheter;Dato;Skjema\n2;ola@a.example;nei;;\n", mapping=WITH_CONSENTS)
    preview = preview_undo(run=run)
    undo(run)
    assert preview.customers_with_a_no == 1
    assert ContactPoint.objects.valid().get().normalised == "ola@a.example"


def test_activities_go_and_figures_are_counted_anew():
    bring("Kundenr;Fornavn\n1;Kari\n", source="shop")
    kari = customer_of("1", "shop")
    run = sales(now=NOW + DAY)
    assert CustomerMetric.objects.get(customer=kari).purchase_sum == 100
    undo(run, now=NOW + 2 * DAY)
    assert Event.objects.count() == 0
    assert CustomerMetric.objects.get(customer=kari).purchase_sum == 0
    assert Customer.objects.get() == kari


def test_an_activity_that_the_import_changed_says_again_what_it_said():
    sales()
    run = sales(SALES.replace("100,00", "70,00"), now=NOW + DAY)
    assert outcomes(run) == {"updated": 1, "unchanged": 1}
    undo(run, now=NOW + 2 * DAY)
    assert Event.objects.get(event_key="A1").amount == 100


def test_a_pair_that_nobody_has_looked_at_goes():
    make_customer(source="shop", given_name="Kari", email="oss@a.example")
    run = bring("Kundenr;Fornavn;E-post\n7;Per;oss@a.example\n")
    undo(run)
    assert (DuplicatePair.objects.count(), Customer.objects.count()) == (0, 1)


def test_the_undo_is_journaled():
    run = bring(KARI)
    made = RecordChange.objects.get()
    undo(run)
    answer = RecordChange.objects.exclude(pk=made.pk).get()
    assert (answer.kind, answer.undoes, answer.actor_id) == ("removed", made.pk, "tests")


def test_the_same_file_comes_in_again_after_an_undo():
    undo(bring(KARI))
    again = bring(KARI, now=NOW + 2 * DAY)
    assert outcomes(again) == {"created": 1}
    assert customer_of("1").family_name == "Berg"


def test_an_import_in_between_can_be_undone_before_the_first():
    first = bring(KARI)
    second = bring(KARI.replace("Berg", "Lie"), now=NOW + DAY)
    undo(second, now=NOW + 2 * DAY)
    assert customer_of("1").family_name == "Berg"
    undo(first, now=NOW + 3 * DAY)
    assert not Customer.objects.exists()


def test_an_undo_in_small_steps_is_the_same_undo():
    from files.services.runs import Pace, advance, start_undoing

    rows = "".join(f"{n};Navn{n}\n" for n in range(10))
    run = bring(f"Kundenr;Fornavn\n{rows}")
    start_undoing(run=run, actor=TESTER, now=NOW)
    steps = 0
    while advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3, seconds=0)):
        steps += 1
    run.refresh_from_db()
    assert (run.state, Customer.objects.count()) == ("undone", 0)
    assert steps >= 3


def test_what_stayed_is_kept_with_the_run():
    content = "Nr;E-post;Nyheter;Dato;Skjema\n1;kari@a.example;nei;;\n"
    run = bring(content, mapping=WITH_CONSENTS)
    bring(content.replace("kari@", "kari.berg@"), mapping=WITH_CONSENTS, now=NOW + DAY)
    assert undo(run, now=NOW + 2 * DAY).summary["stayed"] == {
        "records_changed_since": 1, "events_changed_since": 0, "customers_with_a_no": 1,
    }  # fmt: skip
