"""What becomes of the rows of a customer file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from files.models import ImportRun, PlannedRow, RowOutcome, StagedRow
from profiles.models import ContactPoint, Customer, DuplicatePair, RecordChange, SourceRecord
from tests.factories import NOW, make_customer
from tests.files.bringing import (
    DAY,
    SAMPLES,
    bring,
    customer_of,
    decided,
    outcome_of,
    outcomes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]

TWO = (
    "Kundenr;Fornavn;Etternavn;E-post\n1;Kari;Berg;kari@post.example\n2;Ola;Dahl;ola@post.example\n"
)


def test_new_rows_become_customers():
    run = bring(TWO)
    assert outcomes(run) == {"created": 2}
    assert customer_of("1").given_name == "Kari"


def test_a_row_keeps_its_source_and_date():
    run = bring(TWO)
    record = SourceRecord.objects.get(external_id="1")
    assert (record.source.slug, record.observed_at, record.run_id) == ("crm", NOW, run.pk)


def test_the_same_file_again_changes_nothing():
    bring(TWO)
    journal = RecordChange.objects.count()
    again = bring(TWO, now=NOW + 40 * DAY)
    assert outcomes(again) == {"unchanged": 2}
    assert RecordChange.objects.count() == journal


def test_the_planner_is_told_of_the_records_of_a_source_that_is_new_to_a_large_base():
    with CaptureQueriesContext(connection) as asked:
        bring(TWO)
    told = [query["sql"] for query in asked if query["sql"].startswith("ANALYZE")]
    assert any('"profiles_sourcerecord"' in statement for statement in told)


def test_the_same_file_again_names_the_earlier_import():
    first = bring(TWO)
    again = bring(TWO)
    assert again.warnings == [f"The same file was taken in before, as import no. {first.number}."]


def test_a_changed_row_changes_its_customer_alone():
    bring(TWO)
    run = bring(TWO.replace("Kari;Berg", "Kari;Lie"), now=NOW + DAY)
    assert outcomes(run) == {"updated": 1, "unchanged": 1}
    assert customer_of("1").family_name == "Lie"


def test_columns_that_the_file_lacks_stay_as_they_were():
    bring(TWO)
    bring("Kundenr;Fornavn\n1;Karianne\n", now=NOW + DAY)
    kari = customer_of("1")
    assert (kari.given_name, kari.attributes["email"]) == ("Karianne", "kari@post.example")


def test_a_blank_cell_takes_back_what_the_source_said():
    bring(TWO)
    bring("Kundenr;Fornavn;Etternavn;E-post\n1;Kari;Berg;\n", now=NOW + DAY)
    assert "email" not in customer_of("1").attributes


def test_a_cell_that_is_not_understood_leaves_the_fact_as_it_was():
    bring("Kundenr;Fornavn;Fødselsdato\n1;Kari;12.03.1985\n")
    bring("Kundenr;Fornavn;Fødselsdato\n1;Kari;snart\n", now=NOW + DAY)
    assert customer_of("1").attributes["birth_date"] == "1985-03-12"


def test_of_an_id_that_stands_twice_the_later_row_counts():
    run = bring("Kundenr;Fornavn\n1;Kari\n2;Ola\n1;Karianne\n")
    assert outcomes(run) == {"created": 2, "repeated": 1}
    assert outcome_of(run, 2) == ("repeated", "The same id stands again in row 4, which counts.")
    assert customer_of("1").given_name == "Karianne"


def test_a_known_email_address_and_the_same_name_are_the_same_customer():
    kari = make_customer(
        source="shop", given_name="Kari", family_name="Berg", email="kari@post.example"
    )
    run = bring("Kundenr;Fornavn;Etternavn;E-post\n7;Kari;Berg;KARI@post.example\n")
    assert outcome_of(run, 2)[0] == "updated"
    assert customer_of("7") == kari


def test_a_household_that_shares_an_address_is_not_folded():
    make_customer(source="shop", given_name="Kari", family_name="Berg", email="oss@post.example")
    run = bring("Kundenr;Fornavn;Etternavn;E-post\n7;Per;Berg;oss@post.example\n")
    assert outcomes(run) == {"review": 1}
    assert Customer.objects.count() == 2


def test_who_shares_an_address_but_not_the_name_is_put_aside_as_a_pair():
    kari = make_customer(source="shop", given_name="Kari", email="oss@post.example")
    run = bring("Kundenr;Fornavn;E-post\n7;Per;oss@post.example\n")
    pair = DuplicatePair.objects.get()
    assert {pair.first, pair.second} == {kari, customer_of("7")}
    assert (pair.state, pair.run_id) == ("open", run.pk)


def test_another_birth_date_is_another_person():
    make_customer(source="shop", given_name="Ola", birth_date="1950-01-01", phone="+4791234567")
    bring("Kundenr;Fornavn;Mobil;Fødselsdato\n7;Ola;912 34 567;01.01.1980\n")
    assert Customer.objects.count() == 2


def test_a_household_in_one_file_is_not_folded_through_a_nameless_mailbox():
    make_customer(source="newsletter", email="oss@post.example")
    bring("Kundenr;Fornavn;E-post\n1;Kari;oss@post.example\n2;Per;oss@post.example\n")
    assert customer_of("1") != customer_of("2")


def test_rows_of_one_file_that_share_an_address_are_one_customer():
    run = bring("Kundenr;Fornavn;E-post\n1;Kari;kari@post.example\n2;Kari;kari@post.example\n")
    assert customer_of("1") == customer_of("2")
    assert outcome_of(run, 3) == ("updated", "The same customer as row 2.")


def test_an_address_that_many_share_names_nobody():
    rows = "".join(f"{n};Navn{n};info@firma.example\n" for n in range(1, 26))
    run = bring(f"Kundenr;Fornavn;E-post\n{rows}")
    assert outcomes(run) == {"created": 25}


def test_several_customers_who_fit_are_left_for_a_person_to_look_at():
    make_customer(source="shop", external_id="a", given_name="Kari", email="kari@post.example")
    make_customer(
        source="newsletter", external_id="b", given_name="Kari", email="kari@post.example"
    )
    run = bring("Kundenr;Fornavn;E-post\n7;Kari;kari@post.example\n")
    assert outcomes(run) == {"review": 1}
    assert DuplicatePair.objects.count() == 2


def test_a_customer_whose_use_is_restricted_is_not_changed():
    kari = make_customer(external_id="1", given_name="Kari")
    Customer.objects.filter(pk=kari.pk).update(restricted_at=NOW)
    run = bring("Kundenr;Fornavn\n1;Karianne\n", now=NOW + DAY)
    assert outcomes(run) == {"blocked": 1}
    assert customer_of("1").given_name == "Kari"


def test_a_customer_who_is_restricted_after_the_decision_is_not_changed():
    make_customer(external_id="1", given_name="Kari")
    run = decided("Kundenr;Fornavn\n1;Karianne\n", now=NOW + DAY)
    Customer.objects.update(restricted_at=NOW)
    from files.services.taking_in import apply_now
    from tests.factories import TESTER

    run = apply_now(run=run, actor=TESTER, now=NOW + DAY)
    assert outcomes(run) == {"blocked": 1}


def test_rows_that_cannot_be_read_are_refused_and_the_others_land():
    run = bring(SAMPLES / "bad_rows.csv")
    assert sum(run.counts.values()) == run.row_count
    assert run.counts["refused"] > 0
    assert customer_of("7").attributes


def test_an_older_row_does_not_overwrite_a_newer_record():
    mapping = {
        "kind": "customers",
        "columns": [
            {"column": "Nr", "target": "external_id"},
            {"column": "Navn", "target": "given_name"},
            {"column": "Endret", "target": "observed_at"},
        ],
    }
    bring("Nr;Navn;Endret\n1;Kari;2026-02-01\n", mapping=mapping)
    run = bring("Nr;Navn;Endret\n1;Gamle-Kari;2025-02-01\n", mapping=mapping)
    assert outcome_of(run, 2) == ("unchanged", "What we have from this source is newer.")
    assert customer_of("1").given_name == "Kari"


def test_a_national_identity_number_is_left_out_by_name():
    run = bring(SAMPLES / "nordic_nb.csv")
    assert run.summary["left_out"] == ["Fødselsnummer"]
    assert "12038512345" not in str(list(SourceRecord.objects.values_list("values", flat=True)))


def test_a_nordic_spreadsheet_comes_in_as_it_is():
    bring(SAMPLES / "nordic_nb.csv")
    kari = customer_of("1")
    assert (kari.given_name, str(kari.birth_date), kari.city) == ("Kari", "1985-03-12", "Oslo")
    assert ContactPoint.objects.get(customer=kari, kind="phone").normalised == "+4791234567"
    assert customer_of("2").family_name == "Ødegård"


def test_a_dry_run_writes_nothing_but_the_plan():
    run = decided(TWO)
    assert outcomes(run) == {"created": 2}
    assert (Customer.objects.count(), RecordChange.objects.count(), RowOutcome.objects.count()) == (
        0,
        0,
        0,
    )


def test_a_dry_run_and_the_run_say_the_same():
    make_customer(source="shop", given_name="Ola", family_name="Dahl", email="ola@post.example")
    counts = decided(TWO).counts
    assert bring(TWO).counts == counts


def test_a_sample_shows_the_effect_on_the_customer():
    make_customer(external_id="1", given_name="Kari", family_name="Berg")
    run = decided(TWO.replace("Kari;Berg", "Kari;Lie"), now=NOW + DAY)
    (sample,) = run.summary["samples"]["updated"]
    assert {"fact": "family_name", "before": "Berg", "after": "Lie"} in sample["changes"]


def test_a_sample_shows_what_a_better_source_outweighs():
    make_customer(
        source="steward", given_name="Kari", family_name="Berg", email="kari@post.example"
    )
    run = decided(
        "Kundenr;Fornavn;Etternavn;E-post;Poststed\n1;Kari;Berg;kari@post.example;Oslo\n".replace(
            "kari@", "KARI@"
        )
    )
    (sample,) = run.summary["samples"]["updated"]
    assert sample["outweighed"] == [
        {"fact": "email", "file": "KARI@post.example", "stays": "kari@post.example"}
    ]


def test_what_was_written_since_the_decision_is_reckoned_with():
    from files.services.taking_in import apply_now
    from tests.factories import TESTER

    run = decided(TWO)
    make_customer(source="shop", given_name="Kari", family_name="Berg", email="kari@post.example")
    run = apply_now(run=run, actor=TESTER, now=NOW)
    assert outcomes(run) == {"created": 1, "updated": 1}
    assert Customer.objects.count() == 2


def test_a_finished_run_leaves_no_staging_and_no_samples():
    run = bring(TWO)
    assert (StagedRow.objects.count(), PlannedRow.objects.count()) == (0, 0)
    assert "samples" not in run.summary


def test_imports_are_numbered_one_after_the_other():
    numbers = [bring(TWO).number, bring(TWO).number]
    assert numbers == [1, 2]
    assert str(ImportRun.objects.get(number=2)) == "import no. 2"


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 20_000])
def test_the_size_of_the_chunks_changes_nothing(chunk_rows):
    rows = "1;Kari;oss@a.example\n2;Per;oss@a.example\n1;Karianne;oss@a.example\n3;;\n4;Eva;eva@a.example\n"
    run = bring(f"Kundenr;Fornavn;E-post\n{rows}", chunk_rows=chunk_rows)
    assert outcomes(run) == {"created": 3, "repeated": 1, "review": 1}
