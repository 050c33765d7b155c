"""Where few of very many members stand on a step, the page shows those who were counted, and no seconds are spent."""

import pytest
from django.urls import reverse
from django.utils import timezone

from profiles.models import ContactPoint, Protection
from segments.models import Membership, ReachFigure, StairList
from segments.services.reach import count_reach
from tests.factories import make_colleague, make_decision, make_source
from tests.segments.factories import make_crowd, make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
# A page walks along up to 600 names.
MANY = 640


@pytest.fixture
def crowd(client):
    """Return the members in the order of names: sixty said yes, one of them is protected; two have no address."""
    make_source()
    people = make_crowd(MANY)
    for person in people[100:160]:
        make_decision(person)
    Protection.objects.create(
        customer=people[159], kind="deceased", actor_kind="system", actor_id="t"
    )
    ContactPoint.objects.filter(customer__in=people[600:602]).delete()
    segment = make_segment(purpose="newsletter")
    version = segment.versions.get()
    Membership.objects.bulk_create(
        Membership(segment=segment, customer=person, version=version, entered_at=timezone.now())
        for person in people
    )
    count_reach(segment=segment, now=timezone.now())
    client.force_login(make_colleague("marketer"))
    return people


def shown(client, step: str, query: str = "") -> list[str]:
    """Return the names on all pages of a step."""
    segment = StairList.objects.first().segment_id
    where = reverse("admin:segments_segment_people", args=[segment, "newsletter", "email", step])
    found = []
    while True:
        page = client.get(f"{where}?{query}")
        found += [row.customer.given_name for row in page.context["found"].rows]
        query = page.context["found"].next_query
        if not query:
            return found


def names(*numbers: int) -> list[str]:
    return [f"Crowd {number:03}" for number in numbers]


@pytest.mark.parametrize(
    ("step", "query", "numbers"),
    [
        ("basis", "", range(100, 160)),
        ("no_opt_out", "", range(100, 159)),
        ("no_opt_out", "fell=1", [159]),
        ("reachable", "", range(100, 159)),
        ("reachable", "fell=1", []),
        ("contact_point", "fell=1", [600, 601]),
    ],
)
def test_a_step_opens_as_those_who_were_counted(client, crowd, step, query, numbers):
    assert shown(client, step, query) == names(*numbers)


def test_only_the_people_of_steps_with_few_on_them_are_kept(client, crowd):
    stairs = StairList.objects.filter(purpose="newsletter", channel="email")
    assert sorted(stairs.values_list("lowest", "highest")) == [
        (0, 0), (2, 2), (2, 4), (3, 4), (4, 4),
    ]  # fmt: skip


def test_before_the_first_count_a_page_looks_no_further_than_is_quick(client, crowd):
    segment = StairList.objects.first().segment
    ReachFigure.objects.all().delete()
    StairList.objects.all().delete()
    step = ["newsletter", "email", "contact_point"]
    where = reverse("admin:segments_segment_people", args=[segment.pk, *step])
    page = client.get(f"{where}?fell=1")
    assert "Looked through the names up to Crowd 599" in page.content.decode()
    following = client.get(f"{where}?{page.context['found'].next_query}")
    assert [row.customer.given_name for row in following.context["found"].rows] == names(600, 601)


def test_whoever_has_left_the_step_since_is_not_shown(client, crowd):
    make_decision(crowd[120], state="withdrawn", occurred_at=timezone.now())
    assert names(120)[0] not in shown(client, "reachable")
    assert len(shown(client, "reachable")) == 58


def test_whoever_has_left_the_segment_since_is_not_shown(client, crowd):
    Membership.objects.filter(customer=crowd[120]).delete()
    assert names(120)[0] not in shown(client, "reachable")
    assert len(shown(client, "reachable")) == 58


def test_the_page_says_that_newcomers_come_with_the_next_count(client, crowd):
    make_decision(crowd[200])
    segment = StairList.objects.first().segment
    where = reverse(
        "admin:segments_segment_people", args=[segment.pk, "newsletter", "email", "reachable"]
    )
    assert "is shown after the next count" in client.get(where).content.decode()
    count_reach(segment=segment, now=timezone.now())
    assert names(200)[0] in shown(client, "reachable")


def test_a_step_that_many_are_on_now_is_walked_after_the_next_count(client, crowd):
    for person in crowd[200:220]:
        make_decision(person)
    segment = StairList.objects.first().segment
    count_reach(segment=segment, now=timezone.now())
    assert not segment.stair_lists.filter(purpose="newsletter", channel="email", lowest=4).exists()
    assert shown(client, "reachable") == names(*range(100, 159), *range(200, 220))
