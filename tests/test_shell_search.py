"""One search across what one opens by name; nobody finds what they may not open."""

import pytest

from config.search import MOST
from consents.models import Purpose
from files.models import ImportRun
from profiles.models import ReadEvent, Source
from surveys.models import Survey
from tests.factories import make_colleague, make_customer
from tests.segments.factories import make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client, company):
    make_customer(given_name="Åse", family_name="Bergseter", email="ase@berg.example")
    make_segment("bergwalkers")
    purpose = Purpose.objects.get(slug="customer_surveys")
    Survey.objects.create(slug="bergen", name="About Bergen", purpose=purpose)
    ImportRun.objects.create(
        number=12,
        source=Source.objects.get(slug="crm"),
        kind="people",
        file_name="bergen.csv",
        size=1,
    )

    def search(words: str, role: str = "marketer", **more: str) -> str:
        client.force_login(make_colleague(role))
        return str(client.get("/office/find/", {"q": words, **more}).content.decode())

    return search


def test_finds_every_kind_by_name(found):
    page = found("berg")
    for name in ("Åse Bergseter", "Bergwalkers", "About Bergen", "bergen.csv"):
        assert name in page


def test_finds_a_customer_by_address_too(found):
    assert "Åse Bergseter" in found("ase@berg")


def test_finds_a_screen_by_its_name(found):
    assert 'href="/office/facts/wanted/"' in found("wanted", "administrator")


def test_finds_an_import_by_number(found):
    assert "bergen.csv" in found("#12")


def test_analyst_finds_no_person(found):
    page = found("berg", "analyst")
    assert "Bergseter" not in page
    assert "About Bergen" in page
    assert not ReadEvent.objects.exists()


def test_who_was_shown_stands_in_the_read_log(found):
    found("berg")
    entry = ReadEvent.objects.get()
    assert (entry.view, entry.subject_count) == ("search", 1)


def test_shows_a_few_and_leads_to_the_rest(found):
    for number in range(MOST + 1):
        make_customer(given_name="Kari", family_name=f"Nordmann{number}")
    page = found("nordmann")
    assert page.count("Kari Nordmann") == MOST
    assert 'href="/office/profiles/customer/?q=nordmann"' in page


def test_two_letters_ask_no_customer(found, django_assert_num_queries):
    assert "Bergseter" not in found("be")


def test_nothing_found_says_how_to_ask(found):
    assert "Nothing is called “qqqq”" in found("qqqq")


def test_part_is_the_list_alone(found):
    assert "<html" not in found("berg", part="1")


def test_what_is_typed_stays_text(found):
    assert "<script>alert" not in found("<script>alert(1)</script>")


def test_number_of_questions_does_not_grow(found, client, django_assert_max_num_queries):
    for number in range(30):
        make_customer(given_name="Kari", family_name=f"Nordmann{number}")
    client.force_login(make_colleague("marketer"))
    with django_assert_max_num_queries(14):
        client.get("/office/find/", {"q": "nordmann", "part": "1"})
