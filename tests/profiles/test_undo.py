"""An import's statements taken back: earlier values return, later ones stay."""

from datetime import timedelta
from uuid import uuid4

import pytest

from profiles.models import Customer, RecordChange, Source, SourceRecord
from profiles.services.records import record_values
from profiles.services.undo import Undone, count_reversible, undo_records
from tests.factories import NOW, TESTER, make_customer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RUN = uuid4()


def say(external_id, values, *, run_id=None, customer=None, at=NOW):
    return record_values(
        source=Source.objects.get(slug="crm"),
        external_id=external_id,
        values=values,
        observed_at=at,
        actor=TESTER,
        now=at,
        customer=customer,
        run_id=run_id,
    )


def undo(*, keep=()):
    return undo_records(
        run_id=RUN, keep_contact_of=list(keep), actor=TESTER, now=NOW + 9 * DAY, limit=100
    )


def test_an_updated_value_returns_with_its_date():
    kari = make_customer(external_id="1", given_name="Kari")
    say("1", {"given_name": "Karin"}, run_id=RUN, at=NOW + DAY)
    assert undo() == Undone(records=1)
    kari.refresh_from_db()
    assert (kari.given_name, kari.records.get().observed_at) == ("Kari", NOW)


def test_a_new_record_goes_and_its_customer_with_it():
    say("1", {"given_name": "Kari", "email": "kari@post.example"}, run_id=RUN)
    assert undo() == Undone(records=1, customers=1)
    assert not Customer.objects.exists()


def test_a_customer_who_stood_before_is_never_removed():
    kari = make_customer(source="shop", given_name="Kari")
    say("1", {"phone": "+4791234567"}, run_id=RUN, customer=kari)
    assert undo() == Undone(records=1)
    kari.refresh_from_db()
    assert kari.attributes == {"given_name": "Kari"}


def test_what_changed_since_stays():
    make_customer(external_id="1", given_name="Kari")
    say("1", {"given_name": "Karin"}, run_id=RUN, at=NOW + DAY)
    say("1", {"given_name": "Kaia"}, at=NOW + 2 * DAY)
    assert (count_reversible(run_id=RUN), undo()) == (0, Undone(records=0))
    assert Customer.objects.get().given_name == "Kaia"


def test_two_changes_by_one_run_return_to_what_stood_before_it():
    make_customer(external_id="1", given_name="Kari")
    say("1", {"given_name": "Karin"}, run_id=RUN, at=NOW + DAY)
    say("1", {"given_name": "Kaia"}, run_id=RUN, at=NOW + DAY)
    undo()
    assert Customer.objects.get().given_name == "Kari"


def test_a_second_undo_finds_nothing():
    say("1", {"given_name": "Kari"}, run_id=RUN)
    assert (undo(), undo()) == (Undone(records=1, customers=1), Undone(records=0))


def test_the_undo_is_journaled():
    say("1", {"given_name": "Kari"}, run_id=RUN)
    undo()
    created, removed = RecordChange.objects.order_by("pk")
    assert (removed.kind, removed.undoes, removed.before) == (
        "removed", created.pk, {"given_name": "Kari"},
    )  # fmt: skip


def test_contact_details_of_who_said_no_stay():
    record = say("1", {"given_name": "Kari", "email": "kari@post.example"}, run_id=RUN)
    assert undo(keep=[record.customer_id]) == Undone(records=1)
    assert SourceRecord.objects.get().values == {"email": "kari@post.example"}
