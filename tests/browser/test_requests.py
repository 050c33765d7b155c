"""A person asks by right on "My choices", and the officer answers: clean at a desk, on a telephone, in the dark."""

import pytest

from consents.models import SubjectRequest
from tests.browser.conftest import TELEPHONE
from tests.browser.watching import press
from tests.factories import make_customer, make_source
from tests.surveys.making import choices_path, make_choices_link

LIST = "/office/consents/subjectrequest/"


@pytest.fixture(scope="module")
def kari(site):
    make_source()
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


def test_asked_by_the_person_and_answered_by_the_officer(
    site, new_context, signed_in, kari, axe, screen
):
    phone = new_context(base_url=site.url, viewport=TELEPHONE).new_page()
    phone.goto(choices_path(make_choices_link(kari)))
    phone.get_by_role("button", name="Ask for a copy of what we know").click()
    assert phone.get_by_text("You hear from us by").is_visible()
    axe(phone)
    screen(phone, "requests-person")
    assert phone.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]

    page = signed_in("officer")
    page.goto("/office/")
    page.get_by_role("link", name="Privacy requests that wait for an answer").click()
    page.get_by_role("link", name="1", exact=True).click()
    axe(page)
    screen(page, "requests-one")
    page.evaluate("document.documentElement.classList.add('dark')")
    axe(page, "color-contrast")
    page.get_by_role("link", name="Refuse").click()
    axe(page)
    screen(page, "requests-refuse")
    page.get_by_role("link", name="Cancel").click()
    page.locator(".k-actions").get_by_role("link", name="Close the request").click()
    page.get_by_label("Done as asked").check()
    press(page, "Close the request")
    assert SubjectRequest.objects.get().outcome == "done"


def test_the_screens_fit_a_telephone(signed_in, kari, axe, screen):
    row = SubjectRequest.objects.create(
        received_at="2026-03-01T12:00Z", channel="post", right="access", asker_name="Nora Vik",
        due_on="2026-04-01",
    )  # fmt: skip
    page = signed_in("officer", viewport=TELEPHONE)
    for name, path in (
        ("list", LIST),
        ("register", "/office/requests/register/"),
        ("page", f"/office/requests/{row.pk}/"),
        ("customer", f"/office/requests/{row.pk}/customer/?words=kari"),
        ("identity", f"/office/requests/{row.pk}/identity/"),
        ("change", f"/office/requests/{row.pk}/change/"),
    ):
        page.goto(path)
        axe(page)
        screen(page, f"requests-phone-{name}")
        assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], name
