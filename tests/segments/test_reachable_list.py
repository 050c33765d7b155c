"""A number of "Who may be contacted" opens as the list of exactly those customers, a page at a time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from profiles.models import Customer, ReadEvent
from segments.models import DailyFigure
from segments.selectors import everybody
from segments.services.figures import record_daily_figures
from tests.factories import make_colleague, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LIST = "/office/may-be-contacted/newsletter/email/"


def willing(number: int) -> Customer:
    person = make_customer(
        given_name=f"Kari {number:03}", family_name="Vik", email=f"kari{number}@fjell.example"
    )
    make_decision(person)
    return person


def stored(value: int) -> None:
    DailyFigure.objects.create(
        day=timezone.localdate(), name="reach", scope="newsletter/email", value=value,
        counted_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def marketer(client):
    client.force_login(make_colleague("marketer"))
    return client


def names(page) -> list[str]:
    return [customer.given_name for customer, _standing in page.context["rows"]]


def test_start_page_s_number_opens_as_those_customers(marketer):
    willing(1)
    silent = make_customer(given_name="Ola", email="ola@fjell.example")
    refusing = make_customer(given_name="Per", email="per@fjell.example")
    make_decision(refusing, state="refused")
    record_daily_figures(now=timezone.now())
    assert f'<a href="{LIST}">1<' in marketer.get("/office/").content.decode()
    page = marketer.get(LIST)
    assert names(page) == ["Kari 001"]
    text = page.content.decode()
    assert "It was 1 customer when they were last counted" in text
    assert "kari1@fjell.example" in text
    assert silent.given_name not in text


def test_looking_is_noted(marketer):
    person = willing(1)
    marketer.get(LIST)
    seen = ReadEvent.objects.get(view="reachable")
    assert (seen.subjects, seen.purpose) == ([person.pk], "newsletter")


@pytest.mark.parametrize("number", [1, 5_000], ids=["few", "many"])
def test_pages_show_everybody_once_in_the_order_of_names(marketer, monkeypatch, number):
    monkeypatch.setattr(everybody, "STEP", 3)
    for place in range(8):
        willing(place)
        make_customer(given_name=f"Ola {place}", email=f"ola{place}@fjell.example")
    stored(number)
    monkeypatch.setattr(everybody, "PAGE_SIZE", 5)
    monkeypatch.setattr("config.lib.keyset.PAGE_SIZE", 5)
    seen, query = [], ""
    for _page in range(20):
        page = marketer.get(f"{LIST}?{query}")
        seen += names(page)
        query = page.context["found"].next_query
        if not query:
            break
    assert seen == [f"Kari {place:03}" for place in range(8)]


def test_a_page_looks_no_further_than_is_quick_and_says_so(marketer, monkeypatch):
    monkeypatch.setattr(everybody, "STEP", 2)
    monkeypatch.setattr(everybody, "STEPS", 2)
    for place in range(6):
        make_customer(given_name=f"Ola {place}", email=f"ola{place}@fjell.example")
    willing(1)
    stored(5_000)
    page = marketer.get(LIST)
    assert "Looked through the names up to" in page.content.decode()
    assert names(page) + names(marketer.get(f"{LIST}?{page.context['found'].next_query}")) == [
        "Kari 001"
    ]


def test_nobody_is_said_in_words(marketer):
    assert "Nobody may be contacted" in marketer.get(LIST).content.decode()


def test_a_use_of_data_is_nothing_to_be_contacted_for(marketer):
    address = reverse("admin:reachable", args=["profiling", "email"])
    assert marketer.get(address).status_code == 404


def test_the_analyst_sees_the_number_alone(client):
    willing(1)
    record_daily_figures(now=timezone.now())
    client.force_login(make_colleague("analyst"))
    assert LIST not in client.get("/office/").content.decode()
    assert client.get(LIST).status_code == 403
