"""Colleagues: added with a role, changed, and signed out for good when they leave."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from profiles.models import Steward
from tests.factories import make_colleague

LIST = "/office/profiles/steward/"
NEW = {
    "email": "Ola@Fjell.example",
    "first_name": "Ola",
    "last_name": "Nordmann",
    "language": "nb",
    "roles": ["marketer"],
}


@pytest.fixture
def administrator(company):
    return make_colleague("administrator")


@pytest.fixture
def office(client, administrator):
    client.force_login(administrator)
    return client


def changes(colleague: Steward, **said) -> dict:
    known = {
        "first_name": colleague.first_name,
        "last_name": colleague.last_name,
        "language": colleague.language,
        "is_active": "on",
        "roles": [group.name for group in colleague.groups.all()],
    }
    return {name: value for name, value in (known | said).items() if value}


def test_added_colleague_is_invited(office):
    answer = office.post(f"{LIST}add/", NEW)
    ola = Steward.objects.get(email="ola@fjell.example")
    assert answer["Location"] == f"/office/colleagues/{ola.pk}/invitation/"
    assert (ola.is_staff, ola.is_superuser, ola.language) == (True, False, "nb")
    assert [group.name for group in ola.groups.all()] == ["marketer"]
    assert not ola.has_usable_password()


def test_same_address_is_refused_whatever_its_case(office):
    make_colleague("analyst", email="ola@fjell.example")
    page = office.post(f"{LIST}add/", NEW).content.decode()
    assert "A colleague with this address is already here." in page


def test_a_language_that_nobody_chose_is_not_shown_as_chosen(office):
    colleague = make_colleague("marketer")
    Steward.objects.filter(pk=colleague.pk).update(language="")
    address = f"{LIST}{colleague.pk}/change/"
    assert (
        '<option value="" selected>Not chosen yet</option>' in office.get(address).content.decode()
    )
    colleague.refresh_from_db()
    office.post(address, changes(colleague, first_name="Ida"))
    colleague.refresh_from_db()
    assert (colleague.first_name, colleague.language) == ("Ida", "")


def test_a_path_shows_an_address_as_it_is():
    parts = [{"title": title} for title in ("people", "colleagues", "ola@fjell.example")]
    path = render_to_string("unfold/helpers/header_title.html", {"parts": parts})
    assert ">Colleagues<" in path
    assert ">ola@fjell.example<" in path


def test_who_leaves_is_signed_out_at_once(office):
    leaver = make_colleague("marketer")
    theirs = Client()
    theirs.force_login(leaver)
    office.post(f"{LIST}{leaver.pk}/change/", changes(leaver, is_active=""))
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert theirs.get("/office/").status_code == 302


def test_session_does_not_come_back_with_the_account(office):
    leaver = make_colleague("marketer")
    theirs = Client()
    theirs.force_login(leaver)
    office.post(f"{LIST}{leaver.pk}/change/", changes(leaver, is_active=""))
    office.post(f"{LIST}{leaver.pk}/change/", changes(leaver))
    assert theirs.get("/office/").status_code == 302


def test_own_account_cannot_be_closed(office, administrator):
    page = office.post(f"{LIST}{administrator.pk}/change/", changes(administrator, is_active=""))
    assert "You cannot close your own account." in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_last_administrator_keeps_the_role(office, administrator):
    page = office.post(
        f"{LIST}{administrator.pk}/change/", changes(administrator, roles=["analyst"])
    )
    assert "There must be at least one administrator" in page.content.decode()
    assert administrator.groups.get().name == "administrator"


def test_others_do_not_manage_colleagues(client, company):
    client.force_login(make_colleague("marketer"))
    assert client.get(LIST).status_code == 403


def test_back_office_speaks_the_readers_language(client, company):
    client.force_login(make_colleague("marketer", language="nb"))
    assert '<html lang="nb"' in client.get("/office/").content.decode()


@pytest.mark.parametrize("role", ["analyst", "marketer", "administrator"])
def test_everybody_chooses_their_own_language(client, company, role):
    colleague = make_colleague(role, language="en")
    client.force_login(colleague)
    answer = client.post("/office/account/", {"first_name": "Ida", "language": "nb"}, follow=True)
    assert '<html lang="nb"' in answer.content.decode()
    colleague.refresh_from_db()
    assert colleague.language == "nb"


def test_language_that_is_not_spoken_here_is_refused(client, company):
    colleague = make_colleague("analyst", language="en")
    client.force_login(colleague)
    client.post("/office/account/", {"first_name": "Ida", "language": "xx"})
    colleague.refresh_from_db()
    assert colleague.language == "en"


def test_everybody_says_what_they_are_called(client, company):
    colleague = make_colleague("analyst")
    client.force_login(colleague)
    said = {"first_name": "Åse", "last_name": "Vik", "language": "en"}
    client.post("/office/account/", said)
    colleague.refresh_from_db()
    assert str(colleague) == "Åse Vik"
