"""Every number of the start page opens as a list of exactly so many rows, and a new one that does not fails here."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from segments.models import Segment
from surveys.models import Survey
from tests.busy import make_busy
from tests.factories import make_colleague

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
HOME = "/office/"
EMPTY = {"input", "meta", "link", "img", "br", "hr", "rect", "polyline", "wbr", "path", "source"}
# What is no number of rows: ages, shares of a whole, drawings, headings, and the steps of the guided path.
ASIDE = {"time", "figure", "thead", "option", "script", "style", "k-line-note", "k-tile-note", "k-big-words",
         "k-share", "k-age", "k-steps", "k-chart"}  # fmt: skip
NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?![\d.,]*\s*%)(?![\d.])")
# Growth is a sum over facts; it has a test of its own.
SUMS = "#learnt"


class Reader(HTMLParser):
    """Reads the numbers within an element of a class or id, each with the address that it opens; and counts rows."""

    def __init__(self, *within: str) -> None:
        super().__init__()
        self.within = set(within)
        self.open: list[tuple[str, set[str], dict[str, str]]] = []
        self.links: list[tuple[str, list[str]]] = []
        self.bare: list[str] = []
        self.tables = self.rows = 0
        self.next = ""

    def handle_starttag(self, tag, attrs):
        held = {name: value or "" for name, value in attrs}
        marks = {tag, held.get("id", ""), *held.get("class", "").split()}
        if tag not in EMPTY:
            self.open.append((tag, marks, held))
        self.tables += tag == "table" and not self._is_in({"figure"})
        is_row = tag == "tr" and self._is_in({"tbody"}) and not self._is_in({"figure"})
        self.rows += (
            (is_row and self.tables == 1)
            or "p-want" in marks
            or (tag == "li" and "k-card" in marks)
        )
        if tag == "a" and self._is_counted():
            self.links.append((held.get("href", ""), [held.get("title", "")]))
        if held.get("rel") == "next":
            self.next = held["href"]

    def handle_endtag(self, tag):
        while tag not in EMPTY and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self._is_counted() or not data.strip():
            return
        if self._is_in({"a"}):
            self.links[-1][1].append(data)
        elif re.match(r"\s*[1-9]", data) and NUMBER.match(data.strip()):
            self.bare.append(" ".join(data.split()))

    def numbers(self) -> list[tuple[int, str]]:
        """Return each number that is a link, and where to."""
        found = ((NUMBER.search(" ".join(said)), url) for url, said in self.links)
        return [(int(number[0].replace(",", "")), url) for number, url in found if number]

    def _is_counted(self):
        return self._is_in(self.within) and not self._is_in(ASIDE)

    def _is_in(self, marks):
        return any(marks & own for _tag, own, _held in self.open)


def read(client, address, *within) -> Reader:
    page = client.get(address)
    assert page.status_code == 200, address
    reader = Reader(*within)
    reader.feed(page.content.decode())
    return reader


def rows_behind(client, address) -> int:
    """Count the rows of a list, page after page."""
    page = read(client, address)
    path = address.partition("?")[0]
    return page.rows + (rows_behind(client, path + page.next) if page.next else 0)


@pytest.fixture
def busy(company):
    make_busy()


def numbers_of(reader) -> list[tuple[int, str]]:
    return [(number, url) for number, url in reader.numbers() if SUMS not in url]


def opened(client, numbers) -> list[tuple[int, str]]:
    return [(rows_behind(client, url), url) for _number, url in numbers]


@pytest.mark.parametrize(
    ("role", "at_least"),
    [("marketer", 27), ("officer", 25), ("steward", 31), ("analyst", 5), ("administrator", 49)],
)
def test_each_number_opens_as_exactly_its_rows(busy, client, role, at_least):
    client.force_login(make_colleague(role))
    home = read(client, HOME, "k-parts", "k-tiles")
    numbers = numbers_of(home)
    assert opened(client, numbers) == numbers
    assert len(numbers) >= at_least


@pytest.mark.parametrize("role", ["marketer", "officer", "steward", "administrator"])
def test_no_number_stands_there_without_a_list(busy, client, role):
    client.force_login(make_colleague(role))
    assert read(client, HOME, "k-parts", "k-tiles").bare == []


PAGES = {
    "/office/how-well-known/": ("k-section", 13),
    "/office/contradictions/": ("k-lines", 3),
    "/office/segments/segment/": ("k-num", 3),
}


@pytest.mark.parametrize("address", PAGES)
def test_each_number_of_a_page_that_counts_opens_as_its_rows(busy, client, address):
    client.force_login(make_colleague("marketer"))
    within, at_least = PAGES[address]
    numbers = numbers_of(read(client, address, within))
    assert opened(client, numbers) == numbers
    assert len(numbers) >= at_least


def test_each_number_of_a_survey_opens_as_its_rows(busy, client):
    client.force_login(make_colleague("marketer"))
    overview = reverse("admin:survey_overview", args=[Survey.objects.get(name="Asked").pk])
    numbers = numbers_of(read(client, overview, "k-tiles"))
    assert opened(client, numbers) == numbers
    assert [number for number, _url in numbers] == [2, 2, 1, 2]


def test_each_number_of_a_segment_opens_as_its_people(busy, client):
    client.force_login(make_colleague("marketer"))
    segment = Segment.objects.get(slug="done")
    page = read(
        client, reverse("admin:segments_segment_change", args=[segment.pk]), "k-tiles", "k-stairs"
    )
    people = [(number, url) for number, url in numbers_of(page) if "/people/" in url]
    assert opened(client, people) == people
    assert len(people) == 2


def test_what_was_learnt_adds_up_on_the_page_of_facts(busy, client):
    client.force_login(make_colleague("marketer"))
    home = read(client, HOME, "k-part--week")
    said = [number for number, url in home.numbers() if SUMS in url]
    page = client.get("/office/how-well-known/")
    assert said == [sum(fact.this_week for fact in page.context["learnt"])]
    assert said[0] > 0


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/office/profiles/source/?licence=ending", "Ends within 60 days, or has ended"),
        ("/office/profiles/customer/?fact=email~missing", "E-mail: missing"),
        ("/office/facts/wanted/?without_purpose=1", "Private facts that are wanted without"),
        ("/office/profiles/steward/?came=never", "Never signed in"),
    ],
)
def test_a_narrowed_list_says_so_and_has_a_way_back(busy, client, address, words):
    client.force_login(make_colleague("administrator"))
    page = client.get(address).content.decode()
    said = page.partition('<p class="k-narrowed">')[2].partition("</p>")[0]
    assert words in said
    assert "Show all" in said
    assert "k-narrowed" not in client.get(address.partition("?")[0]).content.decode()
