"""A stranger's first minutes: choose the made-up company, watch it come in, look at a customer, take it all back."""

import fcntl
import re
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from files.services.demo_loading import advance_demo
from tests.browser.conftest import TELEPHONE
from tests.browser.watching import press


@pytest.fixture(scope="module")
def with_company():
    return False


@pytest.fixture(scope="module", autouse=True)
def trial(tmp_path_factory):
    """A trial with a database of its own, looked after by somebody, and small."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "run").mkdir()
    small = {
        "HAS_OWN_DATABASE": True,
        "KJENN_DEMO_CUSTOMERS": 60,
        "VAR_DIR": folder,
        "MEDIA_ROOT": folder / "files",
    }
    with override_settings(**small), (folder / "run" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def work_through():
    while advance_demo(now=datetime.now(tz=UTC)):
        pass


def take_back(page, axe):
    """Remove the made-up company, from the line that every page has."""
    page.get_by_role("link", name="What is this?").click()
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    page.get_by_role("link", name="Remove it and start with my own files").click()
    axe(page)
    page.context.watch.allow("503")
    press(page, "Remove everything and start over")
    page.get_by_role("heading", name="One moment").wait_for()
    axe(page)


def test_from_the_choice_to_a_customer_and_back(trial, signed_in, axe, screen):
    page = signed_in("administrator")
    page.goto("/")
    page.get_by_role("heading", name="Welcome to Kjenn").wait_for()
    axe(page)
    screen(page, "welcome")
    press(page, "Look around")
    page.get_by_text("Inventing 60 people").wait_for()
    axe(page)
    work_through()
    page.get_by_text("Everything is in.").wait_for()
    axe(page)
    screen(page, "made-up")

    page.get_by_role("link", name="To the start page").click()
    guide = page.get_by_role("region", name="What to do next")
    guide.get_by_text(re.compile("2 steps of 10 are done")).wait_for()
    axe(page)
    guide.get_by_role("link", name="See customers").click()
    with page.expect_navigation():
        page.locator("#result_list tbody a").first.click()
    page.goto("/office/")
    page.get_by_text("3 steps of 10 are done.").wait_for()
    take_back(page, axe)
    assert (trial / "run" / "empty.json").exists()
