"""A number of "Who may be contacted" opens as the list of exactly those customers, a page at a time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from profiles.models import Customer, ReadEvent
from segments.models import ReachableList
from segments.selectors import everybody, walking
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


@pytest.fixture
def marketer(client):
    client.force_login(make_colleague("marketer"))
    return client


def names(page) -> list[str]:
    return [row.customer.given_name for row in page.context["found"].rows]


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
    assert "1 customer was counted on" in text
    assert "kari1@fjell.example" in text
    assert silent.given_name not in text


def test_looking_is_noted(marketer):
    person = willing(1)
    marketer.get(LIST)
    seen = ReadEvent.objects.get(view="reachable")
    assert (seen.subjects, seen.purpose) == ([person.pk], "newsletter")


def all_pages(client) -> list[str]:
    seen, query = [], ""
    for _page in range(20):
        page = client.get(f"{LIST}?{query}")
        seen += names(page)
        query = page.context["found"].next_query
        if not query:
            break
    return seen


@pytest.fixture
def some(monkeypatch, company):
    """Make eight who may be contacted among sixteen, and pages of five."""
    for place in range(8):
        willing(place)
        make_customer(given_name=f"Ola {place}", email=f"ola{place}@fjell.example")
    for module in (everybody, walking):
        monkeypatch.setattr(module, "PAGE_SIZE", 5)
    monkeypatch.setattr(walking, "FEWEST", 3)


EVERYBODY = [f"Kari {place:03}" for place in range(8)]


def test_many_are_shown_once_each_in_the_order_of_names(marketer, some):
    record_daily_figures(now=timezone.now())
    assert not ReachableList.objects.filter(purpose="newsletter", channel="email").exists()
    assert all_pages(marketer) == EVERYBODY


def test_few_are_those_who_were_counted(marketer, some, monkeypatch):
    monkeypatch.setattr("segments.services.reachable_lists.MANY", 2)
    record_daily_figures(now=timezone.now())
    assert len(ReachableList.objects.get(purpose="newsletter", channel="email").customers) == 8
    assert all_pages(marketer) == EVERYBODY


def test_whoever_has_said_no_since_the_count_is_not_shown(marketer, some, monkeypatch):
    monkeypatch.setattr("segments.services.reachable_lists.MANY", 2)
    record_daily_figures(now=timezone.now())
    make_decision(
        Customer.objects.get(given_name="Kari 003"), state="withdrawn", occurred_at=timezone.now()
    )
    assert all_pages(marketer) == [name for name in EVERYBODY if name != "Kari 003"]


@pytest.mark.parametrize("nonsense", ["from=-1", "from=9999999999999999", "from=x", "after=x"])
def test_nonsense_in_the_address_is_no_error(marketer, nonsense):
    willing(1)
    record_daily_figures(now=timezone.now())
    assert marketer.get(f"{LIST}?{nonsense}").status_code == 200


def test_a_page_looks_no_further_than_is_quick_and_says_so(marketer, monkeypatch):
    monkeypatch.setattr(everybody, "MOST", 2)
    for place in range(6):
        make_customer(given_name=f"Ola {place}", email=f"ola{place}@fjell.example")
    willing(1)
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
