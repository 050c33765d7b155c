"""The people on each step of a staircase, and why somebody is in a segment or not; who looks is written down."""

import pytest
from django.urls import reverse

from profiles.models import ReadEvent
from tests.factories import make_customer, make_source
from tests.segments.factories import make_segment
from tests.segments.screens import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def rows(response):
    return {
        row.customer.given_name: (
            row.standing.is_reachable,
            row.standing.words,
            row.standing.contact,
        )
        for row in response.context["found"].rows
    }


def test_people_show_their_basis_or_why_not(sign_in, walkers):
    page = sign_in("marketer").get(address("people", walkers.pk, "newsletter", "email", "members"))
    assert rows(page) == {
        "Kari": (True, "Consent", "kari@fjell.example"),
        "Ola": (False, "There is no consent, and no other lawful basis.", ""),
        "Liv": (False, "Secret telephone", ""),
        "Bo": (False, "There is no working contact detail for this channel.", ""),
    }


def test_a_step_opens_as_those_on_it_and_those_who_fell_out(sign_in, walkers):
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "no_opt_out")
    assert set(rows(client.get(step))) == {"Kari"}
    assert set(rows(client.get(f"{step}?fell=1"))) == {"Liv"}
    assert client.get(step.replace("no_opt_out", "nothing")).status_code == 404
    assert client.get(step.replace("email", "pigeon")).status_code == 404


def test_people_ask_the_same_however_many_there_are(sign_in, walkers, django_assert_num_queries):
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "members")
    client.get(step)
    with django_assert_num_queries(20) as few:
        client.get(step)
    for name in ("Per", "Siv", "Jon"):
        customer = make_customer(given_name=name, country="NO", email=f"{name}@fjell.example")
        assert customer.memberships.exists()
    with django_assert_num_queries(len(few)):
        client.get(step)


def test_people_come_page_after_page(sign_in, walkers):
    for number in range(60):
        make_customer(given_name=f"P{number:02}", country="NO")
    client = sign_in("marketer")
    step = address("people", walkers.pk, "newsletter", "email", "members")
    first = client.get(step)
    second = client.get(f"{step}?{first.context['found'].next_query}")
    assert (len(rows(first)), len(rows(second))) == (50, 14)
    assert not set(rows(first)) & set(rows(second))


def test_each_step_opens_as_its_people(sign_in, walkers):
    client = sign_in("marketer")
    found = {}
    for step in ("members", "contact_point", "basis", "no_opt_out", "reachable"):
        where = address("people", walkers.pk, "newsletter", "email", step)
        found[step] = [set(rows(client.get(f"{where}{query}"))) for query in ("", "?fell=1")]
    assert found == {
        "members": [{"Kari", "Ola", "Liv", "Bo"}, {"Kari", "Ola", "Liv", "Bo"}],
        "contact_point": [{"Kari", "Ola", "Liv"}, {"Bo"}],
        "basis": [{"Kari", "Liv"}, {"Ola"}],
        "no_opt_out": [{"Kari"}, {"Liv"}],
        "reachable": [{"Kari"}, set()],
    }


def test_opening_people_is_written_down(sign_in, walkers):
    sign_in("marketer").get(address("people", walkers.pk, "newsletter", "email", "reachable"))
    seen = ReadEvent.objects.get()
    assert (seen.view, seen.purpose, seen.reference, seen.subject_count) == (
        "segment_people", "newsletter", "segment:walkers channel:email step:reachable", 1,
    )  # fmt: skip


def test_why_shows_every_condition(sign_in, walkers):
    ola = make_customer(given_name="Ola", country="SE")
    page = sign_in("marketer").get(address("why", walkers.pk, ola.pk))
    assert [(reason.words, reason.holds) for reason in page.context["reasons"]] == [
        ("All of these", False), ("Country is Norway", False),
    ]  # fmt: skip
    assert ReadEvent.objects.get().view == "segment_why"


def test_why_hides_private_answers(sign_in):
    make_source()
    kari = make_customer(given_name="Kari", children_at_home=2)
    rule = {"all": [{"field": "fact.children_at_home", "operator": "at_least", "value": 1}]}
    segment = make_segment(rule=rule)
    page = address("why", segment.pk, kari.pk)
    assert "the answer is hidden" in sign_in("marketer").get(page).content.decode()
    assert "the answer is hidden" not in sign_in("steward").get(page).content.decode()


def test_the_customer_card_shows_segments(sign_in, walkers):
    kari = walkers.memberships.get(customer__given_name="Kari").customer
    client = sign_in("marketer")
    page = client.get(reverse("admin:profiles_customer_change", args=[kari.pk])).content.decode()
    assert address("why", walkers.pk, kari.pk) in page
    assert "Came into the segment “Walkers”" in page
    assert (
        "Walkers" in client.get(reverse("admin:segments_customer", args=[kari.pk])).content.decode()
    )
