"""Lists that never count a large table and never skip over thousands of rows."""

import re
from urllib.parse import parse_qsl

import pytest

from config.lib.admin import CappedPaginator
from config.lib.keyset import KeysetPage
from profiles.models import Campaign
from profiles.services.reading import log_read
from tests.factories import NOW, TESTER, make_colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaigns(db):
    """Seven campaigns, of which three share a name."""
    names = ("Bær", "Bær", "Bær", "Eple", "Korn", "Nepe", "Plomme")
    Campaign.objects.all().delete()
    return Campaign.objects.bulk_create(
        Campaign(code=f"c{number}", name=name) for number, name in enumerate(names)
    )


def test_paginator_counts_what_is_there(campaigns):
    paginator = CappedPaginator(Campaign.objects.order_by("pk"), 5)
    assert (paginator.count, paginator.num_pages, paginator.is_capped) == (7, 2, False)


def test_paginator_stops_counting_at_its_limit(db):
    Campaign.objects.bulk_create(Campaign(code=f"c{number}") for number in range(1_002))
    paginator = CappedPaginator(Campaign.objects.order_by("pk"), 50)
    assert (paginator.count, paginator.num_pages, paginator.is_capped) == (1_000, 20, True)


def test_count_reads_no_more_than_the_limit(campaigns, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        _counted = CappedPaginator(Campaign.objects.order_by("pk"), 5).count
    assert "LIMIT 1001" in asked[0]["sql"]


def walk(order: tuple[str, ...], direction: str) -> list[list[str]]:
    """Every page from one end to the other, as lists of codes."""
    parameters: dict[str, str] = {}
    if direction == "previous":
        page = KeysetPage(Campaign.objects.all(), order, {}, size=100)
        parameters = dict(parse_qsl(KeysetPage(Campaign.objects.all(), order, {}, 100).next_query))
        parameters = {"before": parameters["after"]}
    pages = []
    while True:
        page = KeysetPage(Campaign.objects.all(), order, parameters, size=3)
        pages.append([row.code for row in page.items])
        if not (page.has_next if direction == "next" else page.has_previous):
            return pages
        query = page.next_query if direction == "next" else page.previous_query
        parameters = dict(parse_qsl(query))


def test_pages_forward_hold_every_row_once(campaigns):
    assert walk(("name", "code"), "next") == [["c0", "c1", "c2"], ["c3", "c4", "c5"], ["c6"]]


def test_pages_forward_from_the_last(campaigns):
    assert walk(("-name", "-code"), "next") == [["c6", "c5", "c4"], ["c3", "c2", "c1"], ["c0"]]


def test_pages_back_hold_every_row_once(campaigns):
    assert walk(("name", "code"), "previous") == [["c3", "c4", "c5"], ["c0", "c1", "c2"]]


def test_first_page_has_nothing_before_it(campaigns):
    page = KeysetPage(Campaign.objects.all(), ("name", "code"), {}, size=3)
    assert (page.has_previous, page.has_next) == (False, True)


def test_nonsense_in_the_address_starts_at_the_beginning(campaigns):
    page = KeysetPage(Campaign.objects.all(), ("name", "code"), {"after": "bm9uc2Vuc2U"}, size=3)
    assert [row.code for row in page.items] == ["c0", "c1", "c2"]


def test_other_parameters_are_kept(campaigns):
    page = KeysetPage(Campaign.objects.all(), ("name", "code"), {"q": "bær"}, size=3)
    assert dict(parse_qsl(page.next_query))["q"] == "bær"


def test_key_of_the_wrong_type_starts_at_the_beginning(campaigns):
    page = KeysetPage(Campaign.objects.all(), ("pk",), {"after": "WyJ4Il0"}, size=3)
    assert len(page.items) == 3


def test_cells_name_their_columns_as_a_sentence_does(client, company):
    """On a telephone each value stands beside the name of its column; the first is no box to tick."""
    client.force_login(make_colleague("officer"))
    page = client.get("/office/profiles/steward/").content.decode()
    named = re.findall(r'data-label="([^"]*)"', page)
    assert named == ["Name", "E-mail address", "Roles", "State", "Last login"]


def test_a_read_log_begins_with_when(client, company):
    client.force_login(make_colleague("officer"))
    log_read(actor=TESTER, view="customer_card", subjects=[], now=NOW)
    page = client.get("/office/profiles/readevent/").content.decode()
    assert re.findall(r'data-label="([^"]*)"', page)[0] == "When"


def test_an_export_that_is_asked_without_an_answer_says_what_is_missing(client, company):
    client.force_login(make_colleague("marketer"))
    page = client.get("/office/exports/new/?segment=&purpose=&channel=email").content.decode()
    assert page.count("This field is required.") == 2
