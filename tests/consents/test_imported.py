"""Consents in files: a no always counts, a yes only with time and origin (law 3)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from consents.models import DecisionState
from consents.services.decisions import say_no_to_all_marketing
from consents.services.imported import (
    invalidate_run,
    make_incoming_table,
    record_imported_decisions,
)
from profiles.models import Source
from tests.factories import NOW, TESTER, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
DAY = timedelta(days=1)
LATER = NOW + 10 * DAY


@pytest.fixture
def kari():
    return make_customer(given_name="Kari", email="kari@post.example")


def take_in(customer, *said, run_id=None, now=LATER):
    """Import (says, occurred_at, origin) rows about the newsletter by e-mail."""
    make_incoming_table()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO incoming_decision VALUES (1, %s, 'newsletter', 'email', 'email', %s, %s, %s, %s)",
            [(customer.pk, "kari@post.example", *row) for row in said],
        )
    return record_imported_decisions(
        run_id=run_id or uuid4(), source=Source.objects.get(slug="crm"), actor=TESTER, now=now
    )


def state():
    return DecisionState.objects.values_list("state", flat=True).get()


def test_a_dated_yes_with_its_origin_counts(kari):
    counts = take_in(kari, ("yes", NOW, "newsletter.csv, OPTIN_TIME"))
    assert (counts["given"], state()) == (1, "given")


def test_a_yes_without_a_date_is_loaded_as_asked(kari):
    counts = take_in(kari, ("yes", None, "crm.csv"))
    assert (counts["requested"], state()) == (1, "requested")


def test_a_no_from_before_the_day_of_an_undated_yes_counts(kari):
    """The day of "asked" is the import's, not the person's: only an act of theirs outweighs a no."""
    take_in(kari, ("yes", None, "crm.csv"))
    counts = take_in(kari, ("no", NOW - DAY, "newsletter.csv"), now=LATER + DAY)
    assert (counts["refused"], state()) == (1, "refused")


def test_a_no_from_before_an_undo_counts(kari):
    run = uuid4()
    take_in(kari, ("yes", NOW, "newsletter.csv"), run_id=run)
    invalidate_run(run_id=run, actor=TESTER, now=LATER, limit=10)
    counts = take_in(kari, ("no", NOW - DAY, "newsletter.csv"), now=LATER + DAY)
    assert (counts["refused"], state()) == (1, "refused")


def test_a_no_from_before_a_proven_yes_does_not_count(kari):
    take_in(kari, ("yes", NOW, "newsletter.csv, OPTIN_TIME"))
    counts = take_in(kari, ("no", NOW - DAY, "crm.csv"), now=LATER + DAY)
    assert (counts["kept"], state()) == (1, "given")


def test_a_yes_older_than_a_no_is_barred(kari):
    make_decision(kari, state="withdrawn")
    counts = take_in(kari, ("yes", NOW - DAY, "crm.csv"))
    assert (counts["barred"], state()) == (1, "withdrawn")


def test_a_yes_newer_than_a_no_but_older_than_a_wider_no_is_barred(kari):
    say_no_to_all_marketing(
        customer_uid=kari.pk,
        purpose="marketing",
        method="one_click",
        actor=TESTER,
        now=NOW + 5 * DAY,
    )
    counts = take_in(kari, ("yes", NOW + DAY, "crm.csv"))
    assert (counts["given"], counts["requested"]) == (0, 1)


def test_an_undated_no_lowers_a_yes(kari):
    make_decision(kari)
    counts = take_in(kari, ("no", None, "crm.csv"))
    assert (counts["withdrawn"], state()) == (1, "withdrawn")


def test_a_no_older_than_the_persons_own_yes_changes_nothing(kari):
    make_decision(kari)
    counts = take_in(kari, ("no", NOW - DAY, "crm.csv"))
    assert (counts["kept"], state()) == (1, "given")


def test_the_strictest_word_about_one_address_in_a_file_counts(kari):
    take_in(kari, ("yes", NOW, "crm.csv"), ("no", None, "crm.csv"))
    assert state() == "refused"


def test_the_same_file_again_adds_nothing(kari):
    take_in(kari, ("yes", NOW, "crm.csv"))
    counts = take_in(kari, ("yes", NOW, "crm.csv"))
    assert counts["kept"] == 1


def test_undoing_answers_a_yes_and_leaves_a_no(kari):
    run_id = uuid4()
    take_in(kari, ("yes", NOW, "crm.csv"), run_id=run_id)
    assert invalidate_run(run_id=run_id, actor=TESTER, now=LATER, limit=10) == 1
    assert invalidate_run(run_id=run_id, actor=TESTER, now=LATER, limit=10) == 0
    assert state() == "invalidated"
