"""The back office as one product: search by keyboard, an invited colleague, settings from a file, an undone import."""

from datetime import UTC, datetime

from django.core import mail as outbox

from profiles.models import Steward
from surveys.services.mails import deliver_waiting_mails
from tests.browser.conftest import TELEPHONE
from tests.browser.test_loop import do_the_work
from tests.browser.watching import press
from tests.factories import make_customer
from tests.files.bringing import bring

PASSWORD = "en lang setning om fjell"


def test_search_by_keyboard(signed_in, axe, screen):
    make_customer(given_name="Åse", family_name="Bergseter", email="ase@berg.example")
    page = signed_in()
    page.goto("/office/settings/company/")
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("bergs")
    page.get_by_role("link", name="Åse Bergseter").wait_for()
    axe(page)
    page.evaluate("document.documentElement.classList.add('dark')")
    axe(page, "color-contrast")
    screen(page, "search-panel")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Åse Bergseter").wait_for()


def test_search_without_scripts_and_on_a_telephone(signed_in, axe):
    make_customer(given_name="Ola", family_name="Fjellheim")
    page = signed_in(java_script_enabled=False)
    page.goto("/office/settings/company/")
    page.get_by_role("textbox", name="Search everything").fill("fjellheim")
    page.get_by_role("textbox", name="Search everything").press("Enter")
    assert page.get_by_role("link", name="Ola Fjellheim").is_visible()
    page = signed_in(viewport=TELEPHONE)
    page.goto("/office/settings/company/")
    page.get_by_role("link", name="Search everything").click()
    page.get_by_label("What are you looking for?").fill("fjellheim")
    press(page, "Search")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]


def test_invited_colleague_comes_in(signed_in, new_context, site, axe, screen):
    page = signed_in()
    page.goto("/office/profiles/steward/add/")
    page.get_by_label("E-mail address").fill("ola@fjell.example")
    page.get_by_label("First name").fill("Ola")
    page.get_by_label("Marketer").check()
    press(page, "Save")
    assert page.get_by_text("A mail is on its way to ola@fjell.example.").is_visible()
    axe(page)
    screen(page, "invitation")
    page.goto("/office/profiles/steward/")
    axe(page)

    deliver_waiting_mails(now=datetime.now(tz=UTC))
    link = next(word for word in outbox.outbox[-1].body.split() if "/set-password/" in word)
    theirs = new_context(base_url=site.url).new_page()
    theirs.goto(link)
    axe(theirs)
    screen(theirs, "set-password")
    theirs.get_by_label("New password", exact=False).first.fill(PASSWORD)
    theirs.get_by_label("New password confirmation").fill(PASSWORD)
    press(theirs, "Save and sign in")
    assert theirs.url.endswith("/office/")
    assert Steward.objects.get(email="ola@fjell.example").last_login is not None


def test_password_pages_are_clean(page, axe):
    for path in (
        "/office/new-password/",
        "/office/new-password/?asked=1",
        "/office/set-password/x/y/",
    ):
        page.goto(path)
        axe(page)
        page.evaluate("document.documentElement.classList.add('dark')")
        axe(page, "color-contrast")


def test_settings_from_a_file_are_looked_at_and_kept(signed_in, axe, screen):
    page = signed_in()
    page.goto("/office/settings/move/")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of: Facts and their options").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    text = text.replace('"Given name"', '"First name"')
    page.get_by_role("link", name="Bring in: Facts and their options").click()
    file = {"name": "facts.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Look at it first")
    axe(page)
    page.evaluate("document.documentElement.classList.add('dark')")
    axe(page, "color-contrast")
    screen(page, "settings-looked-at")
    press(page, "Keep 1 change")
    assert page.get_by_text("Facts and their options: 1 kept.").is_visible()


def test_an_import_is_undone(signed_in, axe, screen):
    now = datetime.now(tz=UTC)
    run = bring(
        "id;fornavn;e-post\nK7;Kari;kari@fjell.example\nK8;Ola;ola8@fjell.example\n", now=now
    )
    page = signed_in()
    page.goto(f"/office/files/{run.number}/undo/")
    axe(page)
    page.evaluate("document.documentElement.classList.add('dark')")
    axe(page, "color-contrast")
    screen(page, "undo")
    press(page, "Take 2 records back")
    do_the_work()
    page.goto(f"/office/files/{run.number}/")
    axe(page)
    assert page.get_by_text("Undone").first.is_visible()
