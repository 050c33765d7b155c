"""The back office under its content security policy: no page complains, and none shuts anybody out."""

from django.contrib import admin
from django.test import RequestFactory

from config.navigation import navigation
from tests.browser.conftest import DESK, TELEPHONE
from tests.factories import make_colleague, make_source

PAGES = {
    "home": "/office/",
    "colleagues": "/office/profiles/steward/",
    "new-colleague": "/office/profiles/steward/add/",
    "company": "/office/settings/company/",
    "password": "/office/password_change/",
    "account": "/office/account/",
    "mail": "/office/settings/mail/",
}


def test_pages_are_clean_at_a_desk(signed_in, axe, screen):
    page = signed_in()
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_selector("h1")
        axe(page)
        screen(page, f"desk-{name}")


def test_pages_are_clean_in_the_dark(signed_in, axe, screen):
    page = signed_in(color_scheme="dark")
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.classList.contains('dark')")
        axe(page)
        screen(page, f"dark-{name}")


def test_pages_fit_a_telephone(signed_in, axe, screen):
    page = signed_in(viewport=TELEPHONE)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], name
        axe(page)
        screen(page, f"phone-{name}")


def test_every_list_of_the_menu_is_clean(signed_in, axe):
    """Every line of the menu opens, in both schemes, whoever wrote the page behind it."""
    request = RequestFactory().get("/office/")
    request.user = make_colleague("administrator")
    links = [item["link"] for group in navigation(request) for item in group["items"]]
    assert len(links) > 4
    page = signed_in()
    for link in links:
        assert page.goto(link).status == 200, link
        axe(page)
        page.evaluate("document.documentElement.classList.add('dark')")
        axe(page, "color-contrast")


def test_every_add_form_is_clean(signed_in, axe):
    page = signed_in()
    request = RequestFactory().get("/office/")
    request.user = make_colleague("administrator")
    models = [
        (model._meta.app_label, model._meta.model_name)
        for model, options in admin.site._registry.items()
        if options.has_add_permission(request)
    ]
    assert ("profiles", "steward") in models
    for app, model in models:
        assert page.goto(f"/office/{app}/{model}/add/").status == 200, model
        axe(page)


def test_a_change_form_is_clean(signed_in, axe):
    colleague = make_colleague("marketer")
    page = signed_in()
    assert page.goto(f"/office/profiles/steward/{colleague.pk}/change/").status == 200
    axe(page)


def test_delete_confirmation_is_clean(signed_in, axe):
    source = make_source("gammel")
    page = signed_in()
    page.context.watch.allow("403")
    page.goto(f"/office/profiles/source/{source.pk}/delete/")
    axe(page)


def test_menu_opens_on_a_telephone(signed_in, axe):
    page = signed_in(viewport=TELEPHONE)
    page.goto("/office/")
    page.get_by_role("button", name="Show or hide the menu").click()
    page.get_by_role("link", name="Colleagues").wait_for()
    axe(page)
    page.get_by_role("link", name="Colleagues").click()
    page.wait_for_url("**/steward/")


def test_scheme_is_chosen_and_kept(signed_in):
    page = signed_in(viewport=DESK)
    page.goto("/office/")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function("document.documentElement.classList.contains('dark')")
    page.goto("/office/profiles/steward/")
    assert page.evaluate("document.documentElement.classList.contains('dark')")


def test_signing_out(signed_in):
    page = signed_in()
    page.goto("/office/")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_load_state()
    page.goto("/office/")
    assert "/office/login/" in page.url


def test_missing_and_forbidden_pages_are_clean(signed_in, axe):
    page = signed_in("analyst")
    page.context.watch.allow("404")
    page.context.watch.allow("403")
    for path, status in (("/office/nowhere/", 404), ("/office/profiles/steward/", 403)):
        assert page.goto(path).status == status
        axe(page)


def test_works_without_scripts(signed_in):
    page = signed_in(java_script_enabled=False)
    page.goto("/office/profiles/steward/")
    assert page.get_by_role("link", name="Home").is_visible()
    page.locator("#searchbar").fill("ida")
    with page.expect_navigation():
        page.locator("#searchbar").press("Enter")
    assert "q=ida" in page.url
    page.get_by_role("button", name="Log out").wait_for()
    page.get_by_role("link", name="Colleagues").first.click()
    page.get_by_role("heading", name="Colleagues").wait_for()
