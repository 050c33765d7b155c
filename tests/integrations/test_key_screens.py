"""Keys in the back office: made and shown once, listed without their text, revoked at once."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from integrations.models import ApiKey
from tests.factories import make_colleague, make_source
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LIST, NEW = "admin:api_keys", "admin:api_key_new"


@pytest.fixture
def office(client):
    make_source("shop", name="Shop")
    client.force_login(make_colleague("administrator"))
    return client


def said(**details):
    return {
        "uid": str(uuid4()),
        "name": "Web shop",
        "source": "shop",
        "purposes": ["customer_care"],
        "scopes": ["customers:read"],
        "days": "90",
        **details,
    }


def shown_key(page):
    return re.findall(r"kjenn_[0-9a-f]{8}_[\w-]{43}", page.content.decode())


def test_without_keys_the_list_leads_to_the_first_one(office):
    page = office.get(reverse(LIST)).content.decode()
    assert "No key yet" in page
    assert reverse(NEW) in page


def test_a_key_is_shown_once_and_works(office):
    page = office.post(reverse(NEW), said())
    (text,) = shown_key(page)
    assert "no-store" in page["Cache-Control"]
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/customers", headers=headers).status_code == 200
    assert shown_key(office.get(reverse(LIST))) == []
    key = ApiKey.objects.get()
    assert (key.name, key.purposes, key.scopes) == (
        "Web shop",
        ["customer_care"],
        ["customers:read"],
    )
    assert key.actor_kind == "steward"


def test_the_same_form_twice_makes_one_key(office):
    form = said()
    office.post(reverse(NEW), form)
    again = office.post(reverse(NEW), form)
    assert again.status_code == 422
    assert "made already" in again.content.decode()
    assert shown_key(again) == []
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("missing", ["name", "source", "purposes", "scopes", "days"])
def test_what_is_missing_is_named(office, missing):
    page = office.post(reverse(NEW), said(**{missing: ""}))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {missing}
    assert not ApiKey.objects.exists()


def test_colleagues_and_customers_are_no_sources_of_programs(office):
    offered = office.get(reverse(NEW)).context["form"].fields["source"].queryset
    assert {"steward", "survey"} & set(offered.values_list("slug", flat=True)) == set()


def test_revoking_asks_and_then_works_at_once(office):
    caller = Caller(name="Old shop")
    revoke = reverse("admin:api_key_revoke", args=[ApiKey.objects.get().pk])
    assert "Revoke “Old shop”" in office.get(revoke).content.decode()
    assert caller.get("customers").status_code == 200
    page = office.post(revoke, follow=True).content.decode()
    assert "“Old shop” opens nothing any more" in page
    assert caller.get("customers").status_code == 401
    assert "was revoked already" in office.get(revoke, follow=True).content.decode()


def test_the_officer_may_stop_a_key_and_make_none(client):
    Caller()
    client.force_login(make_colleague("officer"))
    page = client.get(reverse(LIST)).content.decode()
    assert reverse(NEW) not in page
    assert reverse("admin:api_key_revoke", args=[ApiKey.objects.get().pk]) in page


def test_the_list_costs_the_same_for_one_and_for_many(office, django_assert_num_queries):
    Caller().get("customers")
    office.get(reverse(LIST))
    with django_assert_num_queries(6):
        office.get(reverse(LIST))
    for _ in range(4):
        Caller().get("customers")
    with django_assert_num_queries(6):
        office.get(reverse(LIST))


def test_the_list_leaves_as_a_file(office):
    page = office.get(f"{reverse(LIST)}export/csv/").content.decode("utf-8-sig")
    assert page.replace('"', "").startswith(
        "Program;State;Source;What for;What it may do;Last used;Runs out"
    )
