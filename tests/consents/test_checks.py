"""The ledger is checked every night, and when somebody asks; what was found is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from consents.models import Decision, LedgerCheck
from consents.selectors.checks import ledger_standing
from consents.services.checks import check_ledger, request_check, request_nightly_check
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
HOUR = timedelta(hours=1)
NIGHT = NOW.replace(hour=2)


def checked(now=NOW):
    request_check(actor=TESTER, now=now)
    return check_ledger(clock=lambda: now)


def test_what_was_found_is_kept():
    make_decision(make_customer(given_name="Kari", email="kari@post.example"))
    found = checked()
    assert found is not None
    assert (found.rows, found.states, found.holds) == (1, 1, True)
    assert not ledger_standing(NOW + HOUR).is_bad


def test_a_changed_entry_is_bad():
    make_decision(make_customer(given_name="Kari", email="kari@post.example"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consents_decision DISABLE TRIGGER USER")
        cursor.execute("UPDATE consents_decision SET origin = 'forged'")
    found = checked()
    assert found is not None
    assert (found.bad_rows, found.first_bad_row) == (1, Decision.objects.get().seq)
    assert ledger_standing(NOW + HOUR).is_bad


def test_older_than_two_days_is_bad():
    checked()
    assert not ledger_standing(NOW + timedelta(hours=47)).is_bad
    assert ledger_standing(NOW + timedelta(hours=49)).is_bad


def test_every_night_has_one_check():
    checked(NIGHT - timedelta(days=1))
    assert not request_nightly_check(now=NOW)  # by day
    assert request_nightly_check(now=NIGHT)
    assert not request_nightly_check(now=NIGHT + HOUR)


def test_a_new_installation_does_not_wait_for_the_night():
    assert request_nightly_check(now=NOW)


def test_a_double_click_orders_one_check(client):
    client.force_login(make_colleague("officer"))
    for _click in range(2):
        assert client.post(reverse("admin:ledger_checks")).status_code == 302
    assert LedgerCheck.objects.count() == 1
    assert "A check is under way." in client.get(reverse("admin:ledger_checks")).content.decode()


def test_without_the_right_there_is_no_page(client):
    client.force_login(make_colleague("marketer"))
    assert client.get(reverse("admin:ledger_checks")).status_code == 403
