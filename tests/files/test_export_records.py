"""Customers' records on their way out: gated by a purpose, with every no beside them, and accounted for."""

import csv
import io

import pytest
from django.core.files.storage import default_storage

from consents.models import DecisionState, DisclosedCustomer, Disclosure
from files.mapping.recognise import guess_mapping
from files.models import ExportRun
from files.reading.sniff import sniff
from files.services.export_orders import ExportRefusedError
from files.services.exports import write_export
from files.services.record_orders import order_records
from profiles.models import Attribute, Customer, ReadEvent
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision
from tests.files.bringing import DAY, bring
from tests.segments.factories import make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kari(company):
    person = make_customer(
        external_id="kari", given_name="Kari", family_name="Nordmann", email="kari@fjell.example"
    )
    make_decision(person, state="withdrawn")
    return person


def order(**said) -> ExportRun:
    return order_records(
        **{
            "segment": None,
            "purpose": "customer_care",
            "recipient": "The new CRM",
            "slugs": ["given_name", "email"],
            "file_format": "csv",
            "actor": TESTER,
            "now": NOW,
            **said,
        }
    )


def written(**said) -> tuple[ExportRun, list[dict[str, str]]]:
    run = order(**said)
    assert write_export(run_id=run.pk, now=NOW, chunk=2)
    run.refresh_from_db()
    with default_storage.open(run.stored_as) as file:
        text = file.read().decode("utf-8-sig")
    return run, list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_file_holds_the_facts_and_every_no(kari):
    make_customer(given_name="Ola", email="ola@fjell.example")
    run, rows = written()
    assert run.row_count == 2
    of_kari = next(row for row in rows if row["Customer id"] == str(kari.pk))
    assert "kari@fjell.example" in of_kari.values()
    assert of_kari["opt-out newsletter/email"] == "yes"
    assert of_kari["opt-out newsletter/sms"] == ""
    assert {row["opt-out newsletter/email"] for row in rows} == {"yes", ""}


def test_no_to_all_marketing_stands_at_each_part_of_it(kari):
    make_decision(kari, purpose="marketing", state="withdrawn")
    (row,) = written()[1]
    assert row["opt-out offers/email"] == "yes"


def test_every_chunk_is_written(company):
    for number in range(5):
        make_customer(given_name=f"Kari {number}")
    assert len(written()[1]) == 5


def test_segment_narrows_the_file(kari):
    ola = make_customer(given_name="Ola")
    segment = make_segment("walkers", members=[ola])
    assert [row["Customer id"] for row in written(segment=segment)[1]] == [str(ola.pk)]


def test_who_objected_to_the_use_does_not_leave(kari):
    make_decision(kari, purpose="profiling", channel="", state="withdrawn")
    run, rows = written(purpose="profiling", slugs=["interests"])
    assert (rows, run.row_count) == ([], 0)
    assert not DisclosedCustomer.objects.exists()


def test_an_objection_to_one_use_does_not_stop_another(kari):
    make_decision(kari, purpose="profiling", channel="", state="withdrawn")
    assert len(written(purpose="customer_care")[1]) == 1


def test_whose_use_is_restricted_does_not_leave(kari):
    Customer.objects.filter(pk=kari.pk).update(restricted_at=NOW)
    assert written()[1] == []
    assert not DisclosedCustomer.objects.exists()


def test_what_left_is_accounted_for(kari):
    run, _rows = written()
    disclosure = Disclosure.objects.get()
    assert (disclosure.recipient, disclosure.purpose, disclosure.customer_count) == (
        "The new CRM",
        "customer_care",
        1,
    )
    assert DisclosedCustomer.objects.get().customer_uid == kari.pk
    assert ReadEvent.objects.filter(view="export", reference=run.reference).get().subject_count == 1


def test_fact_that_the_purpose_may_not_read_is_refused(kari):
    special = Attribute.objects.filter(sensitivity="special").first()
    with pytest.raises(ExportRefusedError, match="may not read"):
        order(slugs=["given_name", special.slug])
    assert not ExportRun.objects.exists()


def test_days_limit_holds(kari, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 1
    make_customer(given_name="Ola")
    run = order(actor=make_colleague("steward").actor)
    assert not write_export(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "failed"
    assert not Disclosure.objects.exists()


def test_a_second_click_finds_the_first_order(kari):
    assert order().pk == order().pk


def test_a_no_survives_the_round_trip(kari, tmp_path):
    """Brought back for somebody whom nobody knows any more, the file says no again."""
    run, _rows = written()
    with default_storage.open(run.stored_as) as file:
        content = file.read()
    path = tmp_path / "records.csv"
    path.write_bytes(content.replace(b"kari@", b"karianne@").replace(b"Kari", b"Karianne"))
    columns = {
        column.column: column for column in guess_mapping(sniff(path), kind="customers").columns
    }
    own = columns["opt-out newsletter/email"]
    assert (own.target, own.purpose, own.channel, own.reads) == (
        "consent",
        "newsletter",
        "email",
        "opt_out",
    )
    bring(path, source="spreadsheet", now=NOW + DAY)
    again = Customer.objects.get(given_name="Karianne")
    states = DecisionState.objects.filter(subject__customer=again, purpose="newsletter")
    assert {state.state for state in states} == {"refused"}


def test_steward_orders_on_a_page(client, kari):
    client.force_login(make_colleague("steward"))
    page = "/office/exports/records/?purpose=customer_care&segment="
    assert client.get(page).status_code == 200
    said = {"recipient": "The new CRM", "file_format": "xlsx", "slugs": ["given_name"]}
    answer = client.post(page, said)
    run = ExportRun.objects.get()
    assert answer["Location"] == f"/office/exports/{run.number}/"
    write_export(run_id=run.pk, now=NOW)
    assert client.get(f"/office/exports/{run.number}/").status_code == 200
    fetched = client.post(f"/office/exports/{run.number}/file/")
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    fetched.close()


def test_marketer_neither_orders_nor_fetches_records(client, kari):
    run, _rows = written()
    client.force_login(make_colleague("marketer"))
    assert client.get("/office/exports/records/").status_code == 403
    assert client.post(f"/office/exports/{run.number}/file/").status_code == 403
