"""The ledger is only ever added to, and the strictest wins."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from consents.choices import STRICTNESS, Method, State
from consents.models import Decision, DecisionState
from consents.services.decisions import DecisionRefusedError
from consents.services.verification import verify_ledger
from tests.factories import NOW, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
DAY = timedelta(days=1)


@pytest.fixture
def kari():
    return make_customer(given_name="Kari", email="kari@post.example", phone="+4791234567")


def test_a_decision_becomes_the_present_state(kari):
    make_decision(kari, state=State.GIVEN)
    state = DecisionState.objects.get()
    assert (state.purpose, state.channel, state.state) == ("newsletter", "email", "given")


def test_the_order_of_strictness_is_the_same_in_the_database():
    with connection.cursor() as cursor:
        for state, rank in STRICTNESS.items():
            cursor.execute("SELECT consents_strictness(%s)", [state.value])
            assert cursor.fetchone() == (rank,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents_decision SET state = 'given'",
        "DELETE FROM consents_decision",
        "TRUNCATE consents_decision",
    ],
)
def test_refuses_every_change(kari, statement):
    make_decision(kari, state=State.REFUSED)
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Decision.objects.get().state == "refused"


def test_an_import_cannot_raise_a_consent_without_a_newer_act(kari):
    make_decision(kari, state=State.WITHDRAWN)
    with pytest.raises(DecisionRefusedError), transaction.atomic():
        make_decision(
            kari, state=State.GIVEN, method=Method.IMPORT, origin="crm.csv", occurred_at=NOW - DAY
        )
    assert DecisionState.objects.get().state == "withdrawn"


def test_a_yes_from_elsewhere_needs_its_origin(kari):
    with pytest.raises(DecisionRefusedError), transaction.atomic():
        make_decision(kari, state=State.GIVEN, method=Method.IMPORT)
    assert not DecisionState.objects.exists()


def test_the_persons_own_newer_act_lifts_a_no(kari):
    make_decision(kari, state=State.WITHDRAWN)
    make_decision(kari, state=State.GIVEN, occurred_at=NOW + DAY)
    assert DecisionState.objects.get().state == "given"


def test_asking_again_does_not_wash_a_no_away(kari):
    make_decision(kari, state=State.REFUSED)
    with pytest.raises(DecisionRefusedError), transaction.atomic():
        make_decision(kari, state=State.REQUESTED, method=Method.SYSTEM, occurred_at=NOW + DAY)
    assert DecisionState.objects.get().state == "refused"


def test_an_older_no_stands_in_the_ledger_and_changes_nothing(kari):
    make_decision(kari, state=State.GIVEN)
    make_decision(kari, state=State.REFUSED, method=Method.IMPORT, occurred_at=NOW - DAY)
    assert (Decision.objects.count(), DecisionState.objects.get().state) == (2, "given")


def test_consent_stays_with_its_contact_point(kari):
    make_decision(kari, state=State.GIVEN)
    make_decision(kari, channel="sms", state=State.REFUSED)
    states = dict(DecisionState.objects.values_list("channel", "state"))
    assert states == {"email": "given", "sms": "refused"}


def test_a_decision_cannot_lie_in_the_future(kari):
    with pytest.raises(DecisionRefusedError), transaction.atomic():
        make_decision(kari, occurred_at=NOW.replace(year=2100))


def test_the_ledger_holds_what_was_written(kari):
    make_decision(kari, state=State.GIVEN)
    make_decision(kari, state=State.WITHDRAWN, occurred_at=NOW + DAY)
    found = verify_ledger()
    assert (found.holds, found.rows, found.states) == (True, 2, 1)


def tamper(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consents_decision DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE consents_decision ENABLE TRIGGER USER")


def test_verifying_names_the_first_row_that_was_changed(kari):
    make_decision(kari, state=State.REFUSED)
    tamper("UPDATE consents_decision SET state = 'given'")
    found = verify_ledger()
    assert (found.bad_rows, found.first_bad_row) == (1, Decision.objects.get().seq)


def test_verifying_notices_a_state_that_does_not_follow(kari):
    make_decision(kari, state=State.REFUSED)
    DecisionState.objects.update(state="given")
    found = verify_ledger()
    assert (found.bad_rows, found.bad_states) == (0, 1)


def test_verifying_notices_a_row_that_is_gone(kari):
    make_decision(kari, state=State.REFUSED)
    tamper("DELETE FROM consents_decision")
    assert verify_ledger().bad_states == 1
