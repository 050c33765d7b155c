"""Files that call somebody subscribed who has said no: found in whatever order the files came."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from consents.models import SaidYes
from consents.services.imported import (
    invalidate_run,
    make_incoming_table,
    record_imported_decisions,
)
from profiles.models import Contradiction, Source
from profiles.selectors.contradictions import contradictions_counted
from profiles.services.contradictions import compare_sources
from tests.factories import (
    NOW,
    TESTER,
    make_colleague,
    make_customer,
    make_decision,
    make_source,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
DAY = timedelta(days=1)
LATER = NOW + 10 * DAY


@pytest.fixture
def kari(db):
    make_source("shop", name="The shop", kind="shop")
    make_source("news", name="The newsletter tool", kind="newsletter")
    return make_customer(given_name="Kari", email="kari@post.example")


def take_in(customer, source, says, at, run_id=None):
    make_incoming_table()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incoming_decision VALUES (1, %s, 'newsletter', 'email', 'email', %s, %s, %s, 'a file')",
            [customer.pk, "kari@post.example", says, at],
        )
    record_imported_decisions(
        run_id=run_id or uuid4(), source=Source.objects.get(slug=source), actor=TESTER, now=LATER
    )


def sentences(now=LATER) -> list[str]:
    compare_sources(now=now)
    return [entry.sentence for entry in contradictions_counted()]


SHOP_AND_NEWS = "1 customer whom The shop calls subscribed said no in The newsletter tool"


def test_a_no_after_the_yes_is_found(kari):
    take_in(kari, "shop", "yes", NOW - DAY)
    take_in(kari, "news", "no", NOW)
    assert sentences() == [SHOP_AND_NEWS]


def test_a_no_before_the_yes_is_found(kari):
    take_in(kari, "news", "no", NOW)
    take_in(kari, "shop", "yes", NOW - DAY)
    assert sentences() == [SHOP_AND_NEWS]


def test_a_no_that_the_person_gave_here_is_found(kari):
    make_decision(kari, state="withdrawn")
    take_in(kari, "shop", "yes", NOW - DAY)
    assert sentences() == ["1 customer whom The shop calls subscribed has said no"]


def test_a_yes_without_proof_is_a_yes_of_its_source(kari):
    take_in(kari, "news", "no", NOW)
    take_in(kari, "shop", "asked", None)
    assert sentences() == [SHOP_AND_NEWS]


def test_a_source_that_takes_its_yes_back_contradicts_nobody(kari):
    take_in(kari, "shop", "yes", NOW - DAY)
    take_in(kari, "news", "no", NOW)
    take_in(kari, "shop", "no", NOW)
    assert sentences() == []


def test_a_yes_that_counts_contradicts_nobody(kari):
    take_in(kari, "news", "no", NOW - DAY)
    take_in(kari, "shop", "yes", NOW)
    assert sentences() == []


def test_an_undone_file_says_nothing_any_more(kari):
    run_id = uuid4()
    take_in(kari, "news", "no", NOW)
    take_in(kari, "shop", "yes", NOW - DAY, run_id)
    assert SaidYes.objects.count() == 1
    invalidate_run(run_id=run_id, actor=TESTER, now=LATER, limit=10)
    assert not SaidYes.objects.exists()
    assert sentences() == []


def test_the_page_shows_both_sides(kari, client):
    take_in(kari, "news", "no", NOW)
    take_in(kari, "shop", "yes", NOW - DAY)
    compare_sources(now=LATER)
    assert Contradiction.objects.get().scope == "shop>news"
    client.force_login(make_colleague("marketer"))
    page = client.get(reverse("admin:contradicted", args=["consent"]), {"between": "shop>news"})
    text = page.content.decode()
    assert "Yes: Newsletter" in text
    assert "No: Newsletter" in text
    assert "The newsletter tool" in text
