"""Wanted facts: chosen with their purposes, shown with stored counts, computed anew in the background."""

import pytest
from django.urls import reverse

from consents.models import AttributePurpose
from profiles.models import Attribute, RecomputeRun
from profiles.services.fact_figures import count_everything, count_facts
from tests.factories import NOW, make_colleague, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGE = "admin:wanted_facts"


@pytest.fixture
def steward(client):
    client.force_login(make_colleague("steward"))
    return client


def purposes_of(slug):
    links = AttributePurpose.objects.filter(attribute__slug=slug)
    return sorted(links.values_list("purpose__slug", flat=True))


def wanted():
    return sorted(Attribute.objects.wanted().values_list("slug", flat=True))


def choose(client, wanted, **purposes):
    said = {f"purposes-{slug}": of for slug, of in purposes.items()}
    return client.post(
        reverse(PAGE), {"wanted": wanted, "shown": list(purposes), **said}, follow=True
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("administrator", 200),
        ("steward", 200),
        ("officer", 200),
        ("marketer", 403),
        ("analyst", 403),
    ],
)
def test_each_role_is_let_in_or_not(client, role, status):
    client.force_login(make_colleague(role))
    assert client.get(reverse(PAGE)).status_code == status


def test_exactly_what_is_chosen_is_wanted_and_for_what(steward):
    page = choose(steward, ["email", "gender"], email=["newsletter"], gender=["insight", "offers"])
    assert wanted() == ["email", "gender"]
    assert (purposes_of("email"), purposes_of("gender")) == (["newsletter"], ["insight", "offers"])
    assert "1 wanted from now on, 11 no longer." in page.content.decode()


def test_a_new_choice_computes_everybody_anew(steward):
    choose(steward, ["email"], email=["newsletter"])
    assert RecomputeRun.objects.get().state == "waiting"


def test_the_page_follows_the_recomputation(steward):
    choose(steward, ["email"], email=["newsletter"])
    assert "Completeness is being computed anew" in steward.get(reverse(PAGE)).content.decode()
    answer = steward.get(reverse("admin:wanted_facts_progress")).json()
    assert answer["finished"] is False
    RecomputeRun.objects.update(state="done")
    assert steward.get(reverse("admin:wanted_facts_progress")).json()["finished"] is True


def test_a_wanted_fact_without_a_purpose_is_refused_and_nothing_changes(steward):
    before = wanted()
    page = choose(steward, ["email"], email=[])
    assert "a fact without a purpose may not be asked" in page.content.decode()
    assert (page.status_code, wanted()) == (422, before)


def test_a_special_category_is_refused(steward):
    before = wanted()
    page = choose(steward, ["religion"], religion=["insight"])
    assert (page.status_code, wanted()) == (422, before)


def test_special_categories_are_shown_switched_off_with_the_reason(steward):
    page = steward.get(reverse(PAGE)).content.decode()
    assert "Special-category data is off: the law asks for explicit consent first" in page
    assert 'value="religion"' not in page


def test_what_no_purpose_uses_is_shown_to_be_let_go(steward):
    make_customer(store_affiliation="Oslo City")
    count_everything(now=NOW)
    assert "To be let go" not in steward.get(reverse(PAGE)).content.decode()
    keep = {slug: ["newsletter"] for slug in wanted()}
    page = choose(steward, wanted(), store_affiliation=[], **keep)
    assert "To be let go" in page.content.decode()


def test_the_page_shows_stored_counts_alone(steward):
    make_customer(given_name="Kari")
    assert "1 customer lacks it" not in steward.get(reverse(PAGE)).content.decode()
    count_facts(now=NOW)
    assert "1 customer lacks it" in steward.get(reverse(PAGE)).content.decode()


def test_a_marketer_chooses_nothing(client):
    before = wanted()
    client.force_login(make_colleague("marketer"))
    assert client.post(reverse(PAGE), {"wanted": []}).status_code == 403
    assert wanted() == before
