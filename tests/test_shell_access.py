"""Every page of the back office that needs no argument, as every role: no fault, and nobody shown to an analyst."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from profiles.choices import Role
from tests.factories import make_colleague, make_customer

LEFT_OUT = {"logout", "login", None}


def plain_pages() -> list[str]:
    found = set()
    for pattern in admin.site.get_urls():
        for inner in getattr(pattern, "url_patterns", [pattern]):
            if inner.name in LEFT_OUT:
                continue
            try:
                found.add(reverse(f"admin:{inner.name}"))
            except NoReverseMatch:
                continue
    return sorted(found)


@pytest.fixture
def customer(company):
    return make_customer(given_name="Åse", family_name="Ødegårdshaugen", email="ase@haugen.example")


@pytest.mark.parametrize("role", Role.values)
def test_no_page_fails_whoever_asks(client, customer, role):
    client.force_login(make_colleague(role))
    pages = plain_pages()
    assert len(pages) > 20
    answers = {page: client.get(page).status_code for page in pages}
    assert {
        page: code for page, code in answers.items() if code not in {200, 302, 403, 404, 405}
    } == {}
    assert answers["/office/"] == 200


def test_analyst_sees_nobody_anywhere(client, customer):
    client.force_login(make_colleague(Role.ANALYST))
    for page in plain_pages():
        said = client.get(page, follow=True).content.decode()
        assert "Ødegårdshaugen" not in said, page
        assert "ase@haugen.example" not in said, page


def test_steward_sees_the_customer(client, customer):
    """The net of the test above has meshes small enough: somebody does see the name."""
    client.force_login(make_colleague(Role.STEWARD))
    pages = [
        page for page in plain_pages() if "Ødegårdshaugen" in client.get(page).content.decode()
    ]
    assert "/office/profiles/customer/" in pages


def test_nobody_unknown_sees_anything(client, customer):
    for page in plain_pages():
        answer = client.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/office/login/"), page


@pytest.mark.parametrize("act", ["change", "delete", "history"])
def test_analyst_opens_no_customer(client, customer, act):
    client.force_login(make_colleague(Role.ANALYST))
    answer = client.get(f"/office/profiles/customer/{customer.pk}/{act}/")
    assert answer.status_code in {403, 404}
    assert "Ødegårdshaugen" not in answer.content.decode()
