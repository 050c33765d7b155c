"""The back office under its content security policy: no page complains, and none shuts anybody out."""

import pytest

PAGES = {
    "home": "/office/",
    "colleagues": "/office/profiles/steward/",
    "new-colleague": "/office/profiles/steward/add/",
    "company": "/office/settings/company/",
    "password": "/office/password_change/",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_clean_at_a_desk(signed_in, axe, screen, name):
    page = signed_in()
    page.goto(PAGES[name])
    page.wait_for_selector("h1")
    axe(page)
    screen(page, f"desk-{name}")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_clean_in_the_dark(signed_in, axe, screen, name):
    page = signed_in(color_scheme="dark")
    page.goto(PAGES[name])
    assert page.evaluate("document.documentElement.classList.contains('dark')")
    axe(page)
    screen(page, f"dark-{name}")


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_telephone(signed_in, axe, screen, name):
    page = signed_in(viewport={"width": 390, "height": 844})
    page.goto(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
    screen(page, f"phone-{name}")
