"""A number of "Who may be contacted" opens as the list of exactly those customers, a page at a time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from profiles.models import Customer, ReadEvent
from segments.models import StairList
from segments.services.figures import record_daily_figures
from tests.factories import make_colleague, make_customer, make_decision
from tests.segments.factories import make_crowd

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
def crowd(company):
    """Return more people than a page walks along, in the order of names; sixty of them said yes."""
    people = make_crowd(640)
    for person in people[100:160]:
        make_decision(person)
    return people


def names_of(people) -> list[str]:
    return [person.given_name for person in people]


def test_many_are_shown_once_each_in_the_order_of_names(marketer, crowd):
    for person in crowd[160:170]:
        make_decision(person)
    record_daily_figures(now=timezone.now())
    assert not StairList.objects.filter(purpose="newsletter", channel="email").exists()
    assert all_pages(marketer) == names_of(crowd[100:170])


def test_few_are_those_who_were_counted(marketer, crowd):
    record_daily_figures(now=timezone.now())
    assert len(StairList.objects.get(purpose="newsletter", channel="email").customers) == 60
    assert all_pages(marketer) == names_of(crowd[100:160])


def test_whoever_has_said_no_since_the_count_is_not_shown(marketer, crowd):
    record_daily_figures(now=timezone.now())
    make_decision(crowd[103], state="withdrawn", occurred_at=timezone.now())
    assert all_pages(marketer) == names_of([*crowd[100:103], *crowd[104:160]])


@pytest.mark.parametrize("nonsense", ["from=-1", "from=9999999999999999", "from=x", "after=x"])
def test_nonsense_in_the_address_is_no_error(marketer, nonsense):
    willing(1)
    record_daily_figures(now=timezone.now())
    assert marketer.get(f"{LIST}?{nonsense}").status_code == 200


def test_a_page_looks_no_further_than_is_quick_and_says_so(marketer):
    last = make_crowd(640)[-1]
    make_decision(last)
    page = marketer.get(LIST)
    assert "Looked through the names up to Crowd 599" in page.content.decode()
    assert names(page) == []
    assert names(marketer.get(f"{LIST}?{page.context['found'].next_query}")) == ["Crowd 639"]


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
