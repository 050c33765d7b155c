"""The first day in the browser: sign in, describe the company, arrive at home."""

import pytest

from profiles.models import Company
from tests.factories import make_colleague

PASSWORD = "fjellet er blått i dag"


@pytest.fixture(scope="module")
def with_company():
    return False


def test_from_signing_in_to_home(page, axe, screen):
    make_colleague("administrator", email="ida@fjell.example", password=PASSWORD)
    page.goto("/")
    axe(page)
    screen(page, "sign-in")
    page.get_by_label("E-mail address").fill("ida@fjell.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("heading", name="Welcome: first, your company").wait_for()
    axe(page)
    screen(page, "first-page")
    page.get_by_label("Company name").fill("Fjell og Vidde AS")
    page.get_by_label("Postal address").fill("Storgata 1, 0155 Oslo")
    page.get_by_label("Data-protection contact").fill("Ida Vern")
    page.get_by_label("Sender name of mails").fill("Fjell og Vidde")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("heading", name="Fjell og Vidde AS").wait_for()
    assert page.get_by_text("The company’s details are saved.").is_visible()
    assert Company.objects.get().officer_email == "ida@fjell.example"
    screen(page, "home")


def test_wrong_password_is_said_kindly(page, axe):
    page.goto("/office/login/")
    page.get_by_label("E-mail address").fill("nobody@fjell.example")
    page.get_by_label("Password").fill("feil")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    axe(page)
