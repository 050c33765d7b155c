"""About how many."""

import contextlib

import pytest
from django.db import OperationalError, connection

from segments.rules.errors import RuleError
from segments.rules.scope import Scope
from segments.services import preview
from segments.services.preview import Estimate, preview_count
from tests.factories import NOW, make_customer, make_source
from tests.segments.factories import NORWEGIAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_counts_everybody_when_time_allows():
    make_source()
    make_customer(given_name="Kari", country="NO")
    make_customer(given_name="Sven", country="SE")
    assert preview_count(rule=NORWEGIAN, purpose="insight", now=NOW) == Estimate(
        1, is_sampled=False
    )


def test_counts_a_sample_when_it_does_not(monkeypatch):
    counts = {1: None, 64: 27}
    monkeypatch.setattr(preview, "_count", lambda *_rule, share, **_time: counts[share])
    found = preview_count(rule=NORWEGIAN, purpose="insight", now=NOW)
    assert found == Estimate(1700, is_sampled=True)


def test_says_so_when_even_a_sample_takes_too_long():
    elsewhere = connection.copy()
    with contextlib.closing(elsewhere), elsewhere.cursor() as cursor:
        elsewhere.set_autocommit(False)
        cursor.execute("LOCK TABLE profiles_customer IN ACCESS EXCLUSIVE MODE")
        found = preview_count(rule=NORWEGIAN, purpose="insight", now=NOW, budget_ms=20)
    assert found == Estimate(None, is_sampled=True)


def test_other_failures_are_not_swallowed(monkeypatch):
    def broken(_scope):
        raise OperationalError("gone")

    monkeypatch.setattr(Scope, "customers", broken)
    with pytest.raises(OperationalError):
        preview_count(rule=NORWEGIAN, purpose="insight", now=NOW)


def test_refuses_what_cannot_be_read():
    with pytest.raises(RuleError):
        preview_count(rule={"field": "x"}, purpose="insight", now=NOW)
